import {spawn} from 'node:child_process';

export type CopyOptions = {
	readonly env: NodeJS.ProcessEnv;
	/** Where OSC 52 goes, if it is a terminal. */
	readonly terminal: NodeJS.WriteStream;
};

type Program = readonly [string, ...string[]];

/** Programs that put their input into the clipboard, in the order in which they are tried. */
function programsFor(env: NodeJS.ProcessEnv): readonly Program[] {
	const always: Readonly<Partial<Record<NodeJS.Platform, Program>>> = {darwin: ['pbcopy'], win32: ['clip.exe']};
	const own = always[process.platform];
	const programs: readonly (readonly [boolean, Program])[] = [
		[Boolean(env['WAYLAND_DISPLAY']), ['wl-copy']],
		[Boolean(env['DISPLAY']), ['xclip', '-selection', 'clipboard']],
		[Boolean(env['DISPLAY']), ['xsel', '--clipboard', '--input']],
		[Boolean(env['WSL_DISTRO_NAME']), ['clip.exe']],
	];
	return own === undefined ? programs.filter(([fits]) => fits).map(([, program]) => program) : [own];
}

/**
 * Puts a text into the clipboard: by OSC 52, which reaches the machine that the terminal runs on, and by a program of this
 * machine, unless we are at the far end of an ssh connection. Answers the ways that were taken; none is an empty list.
 */
export async function copyText(text: string, {env, terminal}: CopyOptions): Promise<readonly string[]> {
	const ways: string[] = [];
	if (terminal.isTTY && env['TERM'] !== 'dumb') {
		terminal.write(osc52(text, env));
		ways.push('osc52');
	}

	if (!env['SSH_CONNECTION']) {
		for (const [file, ...args] of programsFor(env)) {
			if (await feed([file, ...args], env, text)) {
				return [...ways, file];
			}
		}
	}

	return ways;
}

/** The sequence that puts a text into the clipboard. */
export function osc52(text: string, env: NodeJS.ProcessEnv): string {
	return passedOn(`\x1b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\x07`, env);
}

/** Inside tmux and screen a sequence is wrapped so that it is passed on to the terminal outside. */
export function passedOn(sequence: string, env: NodeJS.ProcessEnv): string {
	if (env['TMUX']) {
		return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
	}

	return env['TERM']?.startsWith('screen') ? `\x1bP${sequence}\x1b\\` : sequence;
}

/** Whether the program is there and took the text. xclip stays in the background, so its output must not be awaited. */
function feed([file, ...args]: Program, env: NodeJS.ProcessEnv, text: string): Promise<boolean> {
	return new Promise(resolve => {
		const child = spawn(file, args, {env, stdio: ['pipe', 'ignore', 'ignore']});
		child.once('error', () => resolve(false));
		child.once('exit', code => resolve(code === 0));
		child.stdin.on('error', () => {});
		child.stdin.end(text);
	});
}
