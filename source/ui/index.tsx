import {alertTerminal} from '../client/alert.js';
import type {Client} from '../client/client.js';
import {copyText} from '../client/clipboard.js';
import {Fault} from '../core/fault.js';
import type {Paths} from '../wire/paths.js';
import {openInBrowser} from './browser.js';
import {startDemo} from './demo-process.js';
import {loadInk} from './load-ink.js';
import {memoryFileIn} from './memory-file.js';
import type {TerminalControl} from './mount.js';
import {completionsOf, runProgram} from './program.js';
import {createRuntime} from './runtime.js';
import {isSpoken} from './spoken/is-spoken.js';
import {createTranscript} from './spoken/transcript.js';
import {suspendJob} from './suspend.js';
import {guardTerminal} from './terminal.js';
import {themeFrom} from './theme.js';

/** What the screen is given. */
export type ScreenOptions = {
	/** A connection that may answer questions (`canAnswer`). A promise of one lets the first frame come before it. */
	readonly client: Client | Promise<Client>;
	/** Finds the daemon again when the connection broke. */
	readonly reconnect?: () => Promise<Client>;
	/** Shows a terminal of a session on this one until the person leaves it; answers what is to be said of its end. */
	readonly attach?: (session: string) => Promise<string | null>;
	readonly env: NodeJS.ProcessEnv;
	readonly paths: Paths;
	readonly platform?: NodeJS.Platform;
	readonly stdout?: NodeJS.WriteStream;
	readonly stdin?: NodeJS.ReadStream;
	readonly now?: () => number;
};

/**
 * Shows the screen until the person leaves; sessions stay. Rejects when there is no terminal, when the daemon cannot be
 * reached at the start, and with `cancelled` when a signal ended it. The terminal is left as it was found in every case.
 */
export async function runScreen(options: ScreenOptions): Promise<void> {
	const {
		env,
		paths,
		stdout = process.stdout,
		stdin = process.stdin,
		platform = process.platform,
		now = Date.now,
	} = options;
	if (!stdout.isTTY || !stdin.isTTY) {
		throw new Fault('usage', 'the screen needs a terminal', {hint: 'hpctui ls shows the sessions without one'});
	}

	// It may fail while Ink is being loaded, before anybody waits for it.
	Promise.resolve(options.client).catch(() => undefined);
	const {mount} = await loadInk();
	const theme = themeFrom(env);
	const leaving = new AbortController();
	let control: TerminalControl | undefined;
	const runtime = createRuntime({
		theme,
		now,
		memory: memoryFileIn(paths),
		size: {columns: stdout.columns || 80, rows: stdout.rows || 24},
		copy: text => copyText(text, {env, terminal: stdout}),
		alert: notification => alertTerminal(notification, {env, terminal: stdout}),
		browse: url => openInBrowser(url, env, platform),
		run: argv => runProgram(argv, env),
		complete: words => completionsOf(words, env),
		startDemo: () => startDemo(env),
		sshConfig: env['HPCTUI_SSH_CONFIG'] ?? null,
		attach: session => handOver(control, () => options.attach?.(session) ?? Promise.resolve(null)),
		suspend: () => control?.handOver(suspendJob),
		redraw: () => control?.handOver(async () => undefined),
		leave: () => leaving.abort(),
	});
	const transcript = isSpoken(env) ? createTranscript(runtime.store, {theme, log: runtime.log}) : null;
	const screen = mount({
		...runtime,
		transcript,
		theme,
		stdout,
		stdin,
		onReady(given) {
			control = given;
		},
	});
	const guard = guardTerminal(stdout, stdin, {
		onSignal: signal => leaving.abort(new Fault('cancelled', `ended by ${signal}`)),
		unmount: () => screen.unmount(),
	});
	try {
		const {signal} = leaving;
		const connected = runtime.connect({client: options.client, reconnect: options.reconnect, signal});
		await Promise.race([ended(signal), screen.ended, connected.then(() => ended(signal))]);
	} finally {
		leaving.abort();
		runtime.close();
		transcript?.close();
		screen.unmount();
		guard.release();
	}
}

/** Resolves when the person leaves, rejects when a signal made it so. */
async function ended(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) {
		await new Promise(resolve => signal.addEventListener('abort', resolve, {once: true}));
	}

	if (signal.reason instanceof Fault) {
		throw signal.reason;
	}
}

/** The terminal is somebody else's until they are done. */
function handOver<Result>(control: TerminalControl | undefined, use: () => Promise<Result>): Promise<Result> {
	return new Promise((resolve, reject) => {
		control?.handOver(() => use().then(resolve, reject));
	});
}
