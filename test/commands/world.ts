import type {Client} from '../../source/client/client.js';
import type {Context, Parts} from '../../source/commands/command.js';
import {absoluteEnv, type openContext} from '../../source/commands/context.js';
import type {Output} from '../../source/commands/output.js';
import {paintFor} from '../../source/commands/paint.js';
import {reportOf} from '../../source/commands/report.js';
import {dispatch} from '../../source/commands/run.js';
import {Fault} from '../../source/core/fault.js';
import {pathsFrom} from '../../source/wire/paths.js';
import {WELCOME} from '../client/fake-daemon.js';

/** What the daemon would answer, by the name of the call; a fault is thrown. */
export type Answers = Readonly<Record<string, unknown>>;

export type Setting = {
	readonly answers?: Answers;
	readonly env?: NodeJS.ProcessEnv;
	/** Columns of a terminal with colours; without it the output goes to a pipe. */
	readonly terminal?: number;
	readonly parts?: Partial<Parts>;
	/** The daemon does not run and cannot be started. */
	readonly isDown?: boolean;
};

export type Ran = {
	readonly code: number;
	readonly out: string;
	readonly err: string;
	/** Every call that was made of the daemon: its name and input. */
	readonly calls: readonly (readonly [string, unknown])[];
	readonly starts: readonly (boolean | undefined)[];
};

export const NOW = Date.parse('2026-11-20T10:00:10Z');

/** Runs a command line against a daemon that answers from a table. */
export async function runLine(line: string | readonly string[], setting: Setting = {}): Promise<Ran> {
	const argv = typeof line === 'string' ? line.split(' ') : line;
	const [out, err] = [recorder(setting.terminal), recorder(setting.terminal)];
	const calls: [string, unknown][] = [];
	const starts: (boolean | undefined)[] = [];
	const client = clientWith(setting.answers ?? {}, calls);
	const open: typeof openContext = options => {
		const env = absoluteEnv(options.env, options.sshConfig);
		const context: Context = {
			...options,
			env,
			paths: pathsFrom(env),
			sshConfig: env['HPCTUI_SSH_CONFIG'] ?? null,
			now: () => NOW,
			connect: async wish => {
				starts.push(wish?.start);
				if (setting.isDown) {
					throw new Fault('daemon', 'no daemon is running', {facts: {isRunning: false}});
				}

				return client;
			},
			print: (document, text) => options.out.write(options.isJson ? `${JSON.stringify(document)}\n` : text()),
		};
		return {context, close: () => {}};
	};
	const env = setting.env ?? {HPCTUI_HOME: '/nowhere'};
	const signal = new AbortController().signal;
	try {
		const parts = partsWith(setting.parts ?? {});
		const code = await dispatch({argv, env, parts, out: out.output, err: err.output, signal, openContext: open});
		return {code, out: out.text(), err: err.text(), calls, starts};
	} catch (error) {
		const fault = Fault.from(error);
		const isJson = argv.includes('--json');
		const report = reportOf(fault, {isJson, isVerbose: argv.includes('--verbose')}, err.output);
		return {code: fault.exitCode, out: out.text(), err: err.text() + report, calls, starts};
	}
}

function clientWith(answers: Answers, calls: [string, unknown][]): Client {
	return {
		welcome: WELCOME,
		async call(name, input) {
			calls.push([name, input]);
			const answer = answers[name];
			if (answer instanceof Fault) {
				throw answer;
			}

			return (typeof answer === 'function' ? answer(input) : answer) as never;
		},
		on: () => () => {},
		closed: new Promise(() => {}),
		onBytes: () => () => {},
		sendBytes: () => true,
		close: () => {},
	};
}

function recorder(columns: number | undefined): {output: Output; text(): string} {
	const chunks: Buffer[] = [];
	return {
		output: {
			isTerminal: columns !== undefined,
			columns: columns ?? null,
			paint: paintFor(columns !== undefined),
			async write(content) {
				chunks.push(Buffer.from(content as string));
			},
		},
		text: () => Buffer.concat(chunks).toString('utf8'),
	};
}

function partsWith(some: Partial<Parts>): Parts {
	const never = (): never => {
		throw new Fault('bug', 'this part is not in the test');
	};
	return {demo: never, stopDemo: never, screen: never, attach: never, ...some};
}
