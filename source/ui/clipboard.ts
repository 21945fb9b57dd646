import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/** A program that takes the clipboard's new content on its standard input. */
type Tool = {readonly command: string; readonly args: readonly string[]};

export type CopyOptions = {
	readonly env: NodeJS.ProcessEnv;
	readonly platform: NodeJS.Platform;
	/** To the terminal. */
	readonly write: (sequence: string) => void;
};

/**
 * Copies by OSC 52, which reaches the clipboard of the machine where the terminal is, over any number of ssh hops, and
 * where there is one also by the system's own tool. Answers the tool's name; null: none was found.
 */
export function copyText(text: string, {env, platform, write}: CopyOptions): string | null {
	write(clipboardSequence(text, env));
	const tool = toolsFor(env, platform).find(({command}) => isInstalled(command, env));
	if (tool === undefined) {
		return null;
	}

	const child = spawn(tool.command, tool.args, {stdio: ['pipe', 'ignore', 'ignore'], detached: true, env});
	child.on('error', () => undefined);
	child.stdin.on('error', () => undefined);
	child.stdin.end(text);
	child.unref();
	return tool.command;
}

/** OSC 52; GNU screen hands it on to its terminal when it is wrapped. */
export function clipboardSequence(text: string, env: NodeJS.ProcessEnv): string {
	const sequence = `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
	const isScreen = env['STY'] !== undefined && env['TMUX'] === undefined;
	return isScreen ? `\u001bP${sequence}\u001b\\` : sequence;
}

/** Tools that could work in this environment, the best first. A tool without a display would only wait. */
export function toolsFor(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly Tool[] {
	if (platform === 'darwin') {
		return [{command: 'pbcopy', args: []}];
	}

	if (platform === 'win32') {
		return [{command: 'clip.exe', args: []}];
	}

	return [
		...(env['WAYLAND_DISPLAY'] ? [{command: 'wl-copy', args: []}] : []),
		...(env['DISPLAY'] ? [{command: 'xclip', args: ['-selection', 'clipboard']}] : []),
		...(env['WSL_DISTRO_NAME'] ? [{command: 'clip.exe', args: []}] : []),
	];
}

function isInstalled(command: string, env: NodeJS.ProcessEnv): boolean {
	return (env['PATH'] ?? '').split(delimiter).some(folder => folder !== '' && existsSync(join(folder, command)));
}
