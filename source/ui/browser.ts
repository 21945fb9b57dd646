import {spawn} from 'node:child_process';

/** Opens a URL in the person's browser; rejects where there is no program for that. */
export async function openInBrowser(url: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Promise<void> {
	const {command, args} = openerFor(url, env, platform);
	const child = spawn(command, args, {stdio: 'ignore', detached: true, env});
	child.unref();
	await new Promise<void>((resolve, reject) => {
		// An opener that is still there after a second is a browser that was started by it.
		const timer = setTimeout(resolve, 1000);
		child.once('error', error => {
			clearTimeout(timer);
			reject(error);
		});
		child.once('exit', code => {
			clearTimeout(timer);
			return code === 0 ? resolve() : reject(new Error(`${command} ended with exit code ${code}`));
		});
	});
}

/** The program that opens a URL here. */
export function openerFor(
	url: string,
	env: NodeJS.ProcessEnv,
	platform: NodeJS.Platform,
): {readonly command: string; readonly args: readonly string[]} {
	if (platform === 'darwin') {
		return {command: 'open', args: [url]};
	}

	const isWindows = platform === 'win32' || env['WSL_DISTRO_NAME'] !== undefined;
	return isWindows
		? {command: 'rundll32.exe', args: ['url.dll,FileProtocolHandler', url]}
		: {command: 'xdg-open', args: [url]};
}
