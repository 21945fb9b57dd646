import {sanitizeLine} from '../core/text.js';
import type {Notices} from '../wire/calls.js';
import {passedOn} from './clipboard.js';

export type AlertOptions = {readonly env: NodeJS.ProcessEnv; readonly terminal: NodeJS.WriteStream};

/** Calls a person to a terminal: by its bell, and by its own notification where no desktop showed one. Moves no cursor. */
export function alertTerminal(notification: Notices['notification'], {env, terminal}: AlertOptions): void {
	if (notification.terminal && terminal.isTTY && env['TERM'] !== 'dumb') {
		terminal.write(`\x07${notification.desktop ? '' : terminalNotification(notification, env)}`);
	}
}

/**
 * OSC 9 (iTerm2, WezTerm, Ghostty, kitty) or OSC 777 (rxvt, foot, terminals of VTE); a terminal that says neither is told by
 * both, for what it does not know it leaves out. Inside a multiplexer the one outside is not known either.
 */
export function terminalNotification(
	{name, cluster, text}: Pick<Notices['notification'], 'name' | 'cluster' | 'text'>,
	env: NodeJS.ProcessEnv,
): string {
	const title = sanitizeLine(`${name} on ${cluster}`).replaceAll(';', ',');
	const body = sanitizeLine(text);
	const osc9 = passedOn(`\x1b]9;${title}: ${body}\x07`, env);
	const osc777 = passedOn(`\x1b]777;notify;${title};${body}\x07`, env);
	const term = env['TERM'] ?? '';
	if (['iTerm.app', 'WezTerm', 'ghostty'].includes(env['TERM_PROGRAM'] ?? '') || term.startsWith('xterm-kitty')) {
		return osc9;
	}

	return /^(?:rxvt|foot)/.test(term) || env['VTE_VERSION'] ? osc777 : osc9 + osc777;
}
