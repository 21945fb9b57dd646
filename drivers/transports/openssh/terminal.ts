import type {Command} from '../../../source/core/command.js';
import type {Fault} from '../../../source/core/fault.js';
import type {Terminal} from '../../../source/core/link.js';
import {terminalLine} from '../common/script.js';
import {endOf, type Sessions} from './sessions.js';
import {str, u32} from './wire.js';

/** A terminal gives up after this long without a session for it. */
const START_TIMEOUT_MS = 30_000;

/** No modes are named: the far side's own hold (RFC 4254, section 8; the list ends with a zero byte). */
const NO_MODES = str(Buffer.of(0));

export type TerminalRequest = {
	readonly sessions: Sessions;
	readonly size: {readonly columns: number; readonly rows: number};
	readonly command: Command | undefined;
	/** Why the session ended without a word. */
	readonly early: () => Fault;
};

/** A pseudo-terminal at the far side (RFC 4254, 6.2), with the login shell or with a command. */
export async function openTerminal({sessions, size, command, early}: TerminalRequest): Promise<Terminal> {
	const channel = await sessions.open(AbortSignal.timeout(START_TIMEOUT_MS));
	await sessions.ask(channel, 'pty-req', str('xterm-256color'), ...sizeOf(size.columns, size.rows), NO_MODES);
	await (command === undefined
		? sessions.ask(channel, 'shell')
		: sessions.ask(channel, 'exec', str(terminalLine(command))));
	channel.stderr.resume();
	const nothing = new Uint8Array(0);
	return {
		output: channel,
		write(bytes) {
			if (channel.writable) {
				channel.write(bytes);
			}
		},
		resize: (columns, rows) => channel.tell('window-change', ...sizeOf(columns, rows)),
		exited: endOf(channel, early).then(end =>
			end.type === 'exited'
				? {code: end.code, signal: end.signal, stdout: nothing, stderr: nothing}
				: {code: null, signal: null, stdout: nothing, stderr: nothing},
		),
		close: () => channel.destroy(),
	};
}

/** Columns and rows; the size in pixels is not known. */
const sizeOf = (columns: number, rows: number): Buffer[] => [u32(columns), u32(rows), u32(0), u32(0)];
