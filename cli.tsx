/**
 * argv -> one command, the daemon, or the screen. Nothing is imported before the version of Node is known to do: an older
 * one must get as far as saying what is needed. Only this file ends the process.
 */
import type {AttachWish, Parts} from './source/commands/command.js';
import type {Fault} from './source/core/fault.js';

const OLDEST_NODE = 22;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
	process.stderr.write(`hpctui needs Node ${OLDEST_NODE} or later; this is ${process.version} (${process.execPath})\n`);
	process.exitCode = 1;
} else {
	keepCompiledCode();
	process.exitCode = await main(process.argv.slice(2));
}

async function main(argv: readonly string[]): Promise<number> {
	if (argv[0] === '__daemon') {
		return runDaemonProcess();
	}

	if (argv[0] === '__demo') {
		return runDemoProcess();
	}

	const {run} = await loadCommands();
	return run({argv, env: process.env, parts: partsOf()});
}

/** The commands are one CommonJS file beside this one (scripts/build.js): each module more would cost the start a millisecond. */
async function loadCommands(): Promise<typeof import('./source/commands/run.js')> {
	// Node has the first from 22.3 on; it is quicker by the making of a module's facade.
	const {createRequire} = process.getBuiltinModule?.('node:module') ?? (await import('node:module'));
	return createRequire(import.meta.url)('./commands.cjs');
}

/** V8 compiles each module once a machine instead of once a start. In our own folder: others may write to the temp one. */
function keepCompiledCode(): void {
	const {HPCTUI_HOME: home, XDG_CACHE_HOME: cache, HOME: user} = process.env;
	const folder = home ? `${home}/cache` : cache ? `${cache}/hpctui` : user ? `${user}/.cache/hpctui` : null;
	// Node has both from 22.3 on; without them the start is slower, and that is all.
	if (folder !== null) {
		process.getBuiltinModule?.('node:module').enableCompileCache?.(folder);
	}
}

/** The background process. Another one at work already is no failure: whoever started this one finds that. */
async function runDaemonProcess(): Promise<number> {
	process.umask(0o077);
	const [{runDaemon}, {Fault}] = await Promise.all([
		import('./source/daemon/main.js'),
		import('./source/core/fault.js'),
	]);
	try {
		await runDaemon(process.env);
		return 0;
	} catch (error) {
		const fault = Fault.from(error);
		process.stderr.write(`${lastWordsFor(fault)}\n`);
		return fault.facts['isRunning'] === true ? 0 : fault.exitCode;
	}
}

/** What whoever started the daemon shows of its end: the cause and what to do, too. */
function lastWordsFor({kind, stack, message, hint, facts}: Fault): string {
	const said = typeof facts['said'] === 'string' ? `: ${facts['said']}` : '';
	return kind === 'bug' ? (stack ?? message) : `${message}${said}${hint === null ? '' : `\n${hint}`}`;
}

/** The hosts of `hpctui demo`, until they are told to stop. */
async function runDemoProcess(): Promise<number> {
	process.umask(0o077);
	const [{runDemoServers}, {demoPlacesIn}, {pathsFrom}] = await Promise.all([
		import('./source/demo/run-demo-servers.js'),
		import('./source/demo/places.js'),
		import('./source/wire/paths.js'),
	]);
	const stopping = new AbortController();
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		process.once(signal, () => stopping.abort());
	}

	await runDemoServers(demoPlacesIn(pathsFrom(process.env).state), stopping.signal);
	return 0;
}

/** A file of its own: the screen's first frame does not wait for what terminals need. */
async function attach(env: NodeJS.ProcessEnv, wish: AttachWish): Promise<string | null> {
	const {openAttach} = await import('./source/ui/attach/open-attach.js');
	return openAttach(env, wish);
}

/** What commands may not import themselves. */
function partsOf(): Parts {
	return {
		async demo(wish) {
			const [{runDemo}, {wallClock}] = await Promise.all([
				import('./source/demo/run-demo.js'),
				import('./source/daemon/clock.js'),
			]);
			return runDemo({...wish, clock: wallClock});
		},
		async stopDemo(wish) {
			const [{stopDemo}, {wallClock}] = await Promise.all([
				import('./source/demo/run-demo.js'),
				import('./source/daemon/clock.js'),
			]);
			return stopDemo({...wish, clock: wallClock});
		},
		async screen(env) {
			const {openScreen} = await import('./source/ui/open-screen.js');
			await openScreen(env, session => attach(env, {session, argv: null, number: null}));
			return 0;
		},
		attach,
	};
}
