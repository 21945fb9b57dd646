import {homedir, tmpdir, userInfo} from 'node:os';
import {join, resolve} from 'node:path';

/** Where everything of one user lives. Two homes never meet. */
export type Paths = {
	/** config.json: clusters and preferences. */
	readonly config: string;
	/** The journal, the daemon's log and lock. */
	readonly state: string;
	readonly socketFolder: string;
	readonly socket: string;
};

/** sun_path holds 108 bytes on Linux and 104 on macOS (unix(7), unix(4)), the closing NUL included. */
const SOCKET_PATH_MAX = 103;

/**
 * Where everything lies: all below `HPCTUI_HOME` where it is set, else the places of the XDG base directory
 * specification. A socket path that would be too long moves into a private folder of the temp folder, named after it.
 */
export function pathsFrom(env: NodeJS.ProcessEnv): Paths {
	// Absolute, since the daemon that finds the same place runs in another folder.
	const home = env['HPCTUI_HOME'] && resolve(env['HPCTUI_HOME']);
	const [config, state, wanted] = home
		? [join(home, 'config'), join(home, 'state'), join(home, 'run')]
		: [
				join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'hpctui'),
				join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'hpctui'),
				join(
					env['XDG_RUNTIME_DIR'] || join(homedir(), '.local', 'state'),
					env['XDG_RUNTIME_DIR'] ? 'hpctui' : 'hpctui/run',
				),
			];
	const socketFolder =
		Buffer.byteLength(join(wanted, 'daemon.sock')) <= SOCKET_PATH_MAX ? wanted : shortFolderFor(wanted);
	return {config, state, socketFolder, socket: join(socketFolder, 'daemon.sock')};
}

function shortFolderFor(folder: string): string {
	// Every start of every command comes by here; only this rare case pays for loading the module.
	const {createHash} = process.getBuiltinModule('node:crypto');
	const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16);
	return join(tmpdir(), `hpctui-${userInfo().uid}-${digest}`);
}

/** The apps that the person wrote: a file each. */
export function userAppsFolder(paths: Paths): string {
	return join(paths.config, 'apps');
}

/** What a daemon that was started on demand prints. */
export function daemonLogOf(paths: Paths): string {
	return join(paths.state, 'daemon.log');
}
