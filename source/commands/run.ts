import {isatty} from 'node:tty';
import {Fault} from '../core/fault.js';
import {VERSION} from '../wire/version.js';
import {CATALOGUE, isGroup, loadAll} from './catalogue.js';
import type {Command, Parts} from './command.js';
import {absoluteEnv, openContext} from './context.js';
import {isPipeClosed, type Output, outputTo} from './output.js';
import {joinDashes, type Parsed, parseWords, splitCommand} from './parse.js';
import {reportOf} from './report.js';

export type RunOptions = {
	/** The words after the program's name. */
	readonly argv: readonly string[];
	readonly env: NodeJS.ProcessEnv;
	readonly parts: Parts;
};

/** Runs one command, or opens the screen, and answers the exit code. Throws nothing. */
export async function run({argv, env, parts}: RunOptions): Promise<number> {
	const abort = new AbortController();
	const hasColours = !env['NO_COLOR'] && env['TERM'] !== 'dumb' && !has(argv, '--no-color');
	const settings = {hasColours, onClosed: (fault: Fault) => abort.abort(fault)};
	const out = outputTo(1, settings);
	const err = outputTo(2, settings);
	const interrupt = (name: NodeJS.Signals): void =>
		abort.abort(new Fault('cancelled', 'interrupted', {facts: {isHangUp: name === 'SIGHUP'}}));
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	for (const name of signals) {
		process.on(name, interrupt);
	}

	try {
		return await dispatch({argv, env, parts, out, err, signal: abort.signal, openContext});
	} catch (error) {
		const fault = whatHappened(error, abort.signal);
		if (isPipeClosed(fault)) {
			return 0;
		}

		// Whoever started it is gone, or has what it wanted: ssh ends its ProxyCommand so.
		if (fault.facts['isHangUp'] === true) {
			return fault.exitCode;
		}

		const style = {isJson: has(argv, '--json'), isVerbose: has(argv, '--verbose')};
		await err.write(reportOf(fault, style, err));
		return fault.exitCode;
	} finally {
		for (const name of signals) {
			process.off(name, interrupt);
		}
	}
}

/** All that a command line can reach, so that tests may bring their own. */
export type World = RunOptions & {
	readonly out: Output;
	readonly err: Output;
	readonly signal: AbortSignal;
	/** Makes what a command is run with. */
	readonly openContext: typeof openContext;
};

/**
 * Finds the command among the words, checks every word, and runs it; answers the exit code.
 *
 * @throws {Fault} whatever went wrong.
 */
export async function dispatch(world: World): Promise<number> {
	const {argv, out} = world;
	if (argv[0] === '__complete') {
		const {complete} = await import('./complete.js');
		return withContext(world, parseWords(null, []), false, context => complete(context, argv.slice(1)));
	}

	const {name, rest} = splitCommand(argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv);
	const command = name === null || isGroup(name) ? null : await load(name);
	const words = joinDashes(command, rest);
	if (has(words, '--help') || has(words, '-h')) {
		await out.write(await helpFor(name, out));
		return 0;
	}

	if (has(words, '--version') || (name === null && has(words, '-V'))) {
		await out.write(has(words, '--json') ? `${JSON.stringify({version: VERSION})}\n` : `hpctui ${VERSION}\n`);
		return 0;
	}

	if (name === null) {
		const {options} = parseWords(null, rest);
		return world.parts.screen(absoluteEnv(envWith(world.env, options), textOf(options['ssh-config'])));
	}

	if (command === null) {
		throw new Fault('usage', `hpctui ${name} needs another word`, {hint: `hpctui ${name} --help`});
	}

	const parsed = parseWords(command, rest);
	return withContext(world, parsed, canAnswer(), async context => {
		// The parser has filled both by the command's own tables.
		const code = await command.run({context, options: parsed.options as never, args: parsed.args as never});
		return code ?? 0;
	});
}

async function withContext(
	world: World,
	{options}: Parsed,
	mayAnswer: boolean,
	use: (context: ReturnType<typeof openContext>['context']) => Promise<number>,
): Promise<number> {
	const {context, close} = world.openContext({
		...world,
		env: envWith(world.env, options),
		isJson: options['json'] === true,
		isVerbose: options['verbose'] === true,
		sshConfig: textOf(options['ssh-config']),
		canAnswer: mayAnswer,
	});
	try {
		const code = await use(context);
		context.signal.throwIfAborted();
		return code;
	} finally {
		close();
	}
}

function envWith(env: NodeJS.ProcessEnv, options: Parsed['options']): NodeJS.ProcessEnv {
	return options['no-color'] === true ? {...env, NO_COLOR: '1'} : env;
}

function textOf(value: Parsed['options'][string]): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

async function helpFor(name: string | null, out: Output): Promise<string> {
	const {helpOf, helpOfAll} = await import('./help.js');
	if (name !== null && !isGroup(name)) {
		return helpOf(await load(name), out.paint);
	}

	return helpOfAll(await loadAll(name ?? undefined), out.paint, name ?? undefined);
}

function load(name: string): Promise<Command> {
	const loader = CATALOGUE[name];
	if (loader === undefined) {
		throw new Fault('bug', `the command ${name} is in no catalogue`);
	}

	return loader();
}

/** Questions go to stderr and are answered on stdin, so that stdout can be captured. */
function canAnswer(): boolean {
	return isatty(0) && isatty(2);
}

/** Whatever an abort made fail, the abort is what happened; a command may have said what it means for its session. */
function whatHappened(error: unknown, {aborted, reason}: AbortSignal): Fault {
	const fault = Fault.from(error);
	const abort = aborted ? Fault.from(reason) : fault;
	return fault.kind === abort.kind && fault.message === abort.message ? fault : abort;
}

/** Whether a switch stands among the words, before `--` ends the options. */
function has(words: readonly string[], word: string): boolean {
	const end = words.indexOf('--');
	return words.slice(0, end === -1 ? undefined : end).includes(word);
}
