import {resolve} from 'node:path';
import type {Client} from '../client/client.js';
import {connect} from '../client/connect.js';
import {pathsFrom} from '../wire/paths.js';
import type {ConnectWish, Context, Parts} from './command.js';
import type {Output} from './output.js';

export type ContextOptions = {
	readonly env: NodeJS.ProcessEnv;
	readonly signal: AbortSignal;
	readonly isJson: boolean;
	readonly isVerbose: boolean;
	readonly sshConfig: string | undefined;
	readonly out: Output;
	readonly err: Output;
	readonly canAnswer: boolean;
	readonly parts: Parts;
};

/** A context, and what closes everything that was opened through it. */
export function openContext(options: ContextOptions): {context: Context; close(): void} {
	const {isJson, out} = options;
	const env = absoluteEnv(options.env, options.sshConfig);
	const sshConfig = env['HPCTUI_SSH_CONFIG'] ?? null;
	const paths = pathsFrom(env);
	const closers: (() => void)[] = [];
	// Questions go to one connection at a time, or the person would be asked each of them more than once.
	let prompting: Client | null = null;

	const open = async (wish: ConnectWish = {}): Promise<Client> => {
		const limits = wish.timeoutMs === undefined ? [] : [AbortSignal.timeout(wish.timeoutMs)];
		const signals = [options.signal, ...limits, ...(wish.signal === undefined ? [] : [wish.signal])];
		const mayAnswer = options.canAnswer && !(await isOpen(prompting));
		const client = await connect({
			paths,
			env,
			start: wish.start ?? true,
			acceptsAnyVersion: wish.acceptsAnyVersion ?? false,
			canAnswer: mayAnswer,
			signal: AbortSignal.any(signals),
		});
		closers.push(client.close);
		if (mayAnswer) {
			prompting = client;
			const {answerPrompts} = await import('../client/prompts.js');
			const terminal = {input: process.stdin, output: process.stderr};
			// A terminal that readline reads from makes no signal of C-c.
			closers.push(answerPrompts(client, terminal, () => void process.kill(process.pid, 'SIGINT')));
		}

		return client;
	};

	const context: Context = {
		...options,
		env,
		paths,
		sshConfig,
		now: Date.now,
		connect: open,
		print: (document, text) => out.write(isJson ? `${JSON.stringify(document)}\n` : text()),
	};
	return {
		context,
		close: () => {
			for (const close of closers.reverse()) {
				close();
			}
		},
	};
}

/** Asked, not remembered: a daemon that was killed takes all connections with it, and they learn of it one by one. */
async function isOpen(client: Client | null): Promise<boolean> {
	if (client === null) {
		return false;
	}

	const answer = client.call('daemon.status', {});
	return answer.then(
		() => true,
		() => false,
	);
}

/** The environment with absolute paths: a daemon that we may start runs in another folder. */
export function absoluteEnv(env: NodeJS.ProcessEnv, sshConfig: string | undefined): NodeJS.ProcessEnv {
	const {HPCTUI_HOME: home, HPCTUI_SSH_CONFIG: inherited, ...rest} = env;
	const chosen = sshConfig ?? inherited;
	return {
		...rest,
		...(home ? {HPCTUI_HOME: resolve(home)} : {}),
		...(chosen ? {HPCTUI_SSH_CONFIG: resolve(chosen)} : {}),
	};
}
