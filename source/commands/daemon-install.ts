import {createHash} from 'node:crypto';
import {realpathSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {Fault} from '../core/fault.js';
import {daemonLogOf} from '../wire/paths.js';
import {type Context, defineCommand} from './command.js';
import {launchdAgent, type Service, systemdUnit} from './service-files.js';

export const daemonInstall = defineCommand({
	name: 'daemon install',
	summary: 'write a systemd user unit or a launchd agent, so that the daemon starts with your login',
	options: {},
	args: {},
	async run({context}) {
		const {path, content, enable} = planFor(context);
		await mkdir(dirname(path), {recursive: true});
		await writeFile(path, content);
		await context.print({path, enable}, () => `written: ${path}\nturn it on: ${enable}\n`);
	},
});

function planFor(context: Context): {path: string; content: string; enable: string} {
	const service = serviceFrom(context);
	if (process.platform === 'linux') {
		const config = context.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
		const unit = `${service.name}.service`;
		return {
			path: join(config, 'systemd', 'user', unit),
			content: systemdUnit(service),
			enable: `systemctl --user daemon-reload && systemctl --user enable --now ${unit}`,
		};
	}

	if (process.platform === 'darwin') {
		const path = join(homedir(), 'Library', 'LaunchAgents', `${service.name}.plist`);
		return {path, content: launchdAgent(service), enable: `launchctl bootstrap gui/$(id -u) '${path}'`};
	}

	throw new Fault('unsupported', `${process.platform} has neither systemd nor launchd`, {
		hint: 'the daemon starts by itself with any command',
	});
}

/** A home of its own has a daemon of its own, and so a service of its own. */
function serviceFrom({env, paths}: Context): Service {
	const home = env['HPCTUI_HOME'];
	const mark = home ? `-${createHash('sha256').update(paths.state).digest('hex').slice(0, 8)}` : '';
	const kept = ['HPCTUI_HOME', 'HPCTUI_SSH_CONFIG', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'NODE_EXTRA_CA_CERTS'];
	return {
		name: `hpctui${mark}`,
		argv: [process.execPath, realpathSync(process.argv[1] ?? ''), '__daemon'],
		env: Object.fromEntries(kept.flatMap(name => (env[name] ? [[name, env[name]]] : []))),
		logPath: daemonLogOf(paths),
	};
}
