import {buffer} from 'node:stream/consumers';
import type {Command, Outcome} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {Running} from '../../../source/core/link.js';
import {cancelled} from './cancelled.js';
import type {StartProcess} from './process.js';
import {begin} from './running.js';
import {SHELL_LINE} from './script.js';

/** The limit of a command that names none (see {@link Command}). */
const DEFAULT_TIMEOUT_MS = 30_000;

/** Where commands run. */
export type Shells = {
	/** The hop's name, for messages. */
	readonly hop: string;
	readonly start: StartProcess;
	/** Tells when others must wait for a session; where nobody ever must, it is left out. The returned function ends it. */
	readonly onCrowded?: (listener: () => void) => () => void;
};

/** Runs a command to its end and collects what it printed. */
export async function run(shells: Shells, command: Command, signal?: AbortSignal): Promise<Outcome> {
	const limit = limitOf(shells, command, command.timeoutMs ?? DEFAULT_TIMEOUT_MS, signal);
	try {
		const shell = await shells.start(SHELL_LINE, limit.signal);
		const program = await begin(shell, command, {hop: shells.hop, keepsInput: false, signal: limit.signal});
		const giveUp = (): void => {
			program.stdout.destroy(cancelled(limit.signal, command.argv[0]));
			program.stderr.destroy(cancelled(limit.signal, command.argv[0]));
			program.kill();
		};
		limit.signal.addEventListener('abort', giveUp, {once: true});
		try {
			const [stdout, stderr] = await Promise.all([buffer(program.stdout), buffer(program.stderr)]);
			const {code, signal: ended} = await program.exited;
			return {code, signal: ended, stdout, stderr};
		} finally {
			limit.signal.removeEventListener('abort', giveUp);
		}
	} finally {
		limit.clear();
	}
}

/** Starts a command with its streams open. The limit, where the command names one, is on its whole life. */
export async function stream(shells: Shells, command: Command, signal?: AbortSignal): Promise<Running> {
	const starting = limitOf(shells, command, command.timeoutMs ?? DEFAULT_TIMEOUT_MS, signal);
	const keepsInput = command.stdin === undefined;
	let program: Awaited<ReturnType<typeof begin>>;
	try {
		const shell = await shells.start(SHELL_LINE, starting.signal);
		program = await begin(shell, command, {hop: shells.hop, keepsInput, signal: starting.signal});
	} finally {
		starting.clear();
	}

	const life = limitOf(shells, command, command.timeoutMs ?? null, signal);
	const end = (fault: Fault): void => {
		program.stdout.destroy(fault);
		program.stderr.destroy(fault);
		program.kill();
	};
	const giveUp = (): void => end(cancelled(life.signal, command.argv[0]));
	life.signal.addEventListener('abort', giveUp, {once: true});
	const makeRoom = (): void => end(yielded(shells.hop, command));
	const stopListening = command.yields === true ? shells.onCrowded?.(makeRoom) : undefined;
	const done = (): void => {
		life.signal.removeEventListener('abort', giveUp);
		stopListening?.();
		life.clear();
	};
	program.exited.then(done, done);
	return program;
}

function yielded(hop: string, {argv}: Command): Fault {
	return new Fault('link', `${argv[0]} on ${hop} made room: the server takes few sessions at once`, {
		retry: 'now',
		facts: {hop, yielded: true},
	});
}

type Limit = {readonly signal: AbortSignal; clear(): void};

/** A signal that is aborted by the caller's or, with a fault of kind `timeout`, by the clock. */
function limitOf(shells: Shells, command: Command, timeoutMs: number | null, outer?: AbortSignal): Limit {
	const clock = new AbortController();
	const timer =
		timeoutMs === null
			? undefined
			: setTimeout(() => {
					const message = `${command.argv[0]} on ${shells.hop} did not end within ${timeoutMs / 1000} s`;
					clock.abort(new Fault('timeout', message, {retry: 'later', facts: {hop: shells.hop, timeoutMs}}));
				}, timeoutMs);
	return {
		signal: outer === undefined ? clock.signal : AbortSignal.any([outer, clock.signal]),
		clear: () => clearTimeout(timer),
	};
}
