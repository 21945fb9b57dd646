import {homedir, platform} from 'node:os';
import {delimiter, join} from 'node:path';
import type {DemoHost} from './hosts.js';
import type {DemoPlaces} from './places.js';

/** What a host passes on of this machine's environment: where programs are, and the time zone. Nothing personal. */
const KEPT = ['PATH', 'TZ', 'LANG', 'TMPDIR'] as const;

/** The environment of whatever runs on a host of the demo: as a login would leave it, with a home of its own. */
export function environmentOf(
	host: DemoHost,
	places: DemoPlaces,
	outer: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
	const kept = KEPT.flatMap(name => {
		const value = outer[name];
		return value === undefined ? [] : [[name, value] as const];
	});
	return {
		...Object.fromEntries(kept),
		...userProgramsOf(outer),
		PATH: [places.programs, outer['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'].join(delimiter),
		HOME: places.home,
		// A tmux server of the demo's own: its jobs are not among the person's sessions.
		TMUX_TMPDIR: places.home,
		USER: outer['USER'] ?? 'demo',
		LOGNAME: outer['USER'] ?? 'demo',
		SHELL: '/bin/sh',
		HOSTNAME: host,
		PS1: `${host} $ `,
	};
}

/** `pip install --user` is found by way of HOME, which is another one here: a Jupyter put there still has its modules. */
function userProgramsOf(outer: NodeJS.ProcessEnv): Record<string, string> {
	const told = outer['PYTHONUSERBASE'];
	if (told !== undefined) {
		return {PYTHONUSERBASE: told};
	}

	return platform() === 'linux' ? {PYTHONUSERBASE: join(homedir(), '.local')} : {};
}
