import {execFileSync} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import ssh2, {type AuthContext, type ParsedKey} from 'ssh2';
import type {Authenticate} from './ssh-server.js';

/** Makes a pair of keys: `file`, and `file.pub`. */
export const keygen = (file: string, ...argv: string[]): void => {
	execFileSync('ssh-keygen', ['-q', '-f', file, ...argv]);
};

/** The public half, as it goes over the wire. */
export const publicBlob = async (file: string): Promise<Buffer> =>
	Buffer.from((await readFile(`${file}.pub`, 'utf8')).split(' ')[1] ?? '', 'base64');

/** Whether the attempt bears a good signature of this key. A mere question for the key is answered with yes. */
export function isSigned(context: AuthContext, blob: Buffer): boolean {
	if (context.method !== 'publickey' || !context.key.data.equals(blob)) {
		return false;
	}

	const key = ssh2.utils.parseKey(blob) as ParsedKey;
	return (
		context.signature === undefined ||
		key.verify(context.blob ?? Buffer.alloc(0), context.signature, context.hashAlgo) === true
	);
}

/** Lets this key in, and nothing else. */
export const wantsKey =
	(blob: Buffer): Authenticate =>
	context =>
		isSigned(context, blob) ? context.accept() : context.reject(['publickey']);

/** Lets this password in, and nothing else. */
export const wantsPassword =
	(password: string): Authenticate =>
	context =>
		context.method === 'password' && context.password === password ? context.accept() : context.reject(['password']);

/** Asks rounds of questions; the answers decide. */
export const asksFor =
	(rounds: readonly (readonly string[])[], isRight: (answers: readonly string[]) => boolean): Authenticate =>
	context => {
		if (context.method !== 'keyboard-interactive') {
			context.reject(['keyboard-interactive']);
			return;
		}

		const given: string[] = [];
		const left = [...rounds];
		const next = (): void => {
			const round = left.shift();
			if (round === undefined) {
				isRight(given) ? context.accept() : context.reject(['keyboard-interactive']);
				return;
			}

			const prompts = round.map(prompt => ({prompt, echo: prompt.startsWith('User')}));
			context.prompt(prompts, 'Second \x1b[31mfactor\x1b[0m', 'Look at your token', answers => {
				given.push(...answers);
				next();
			});
		};
		next();
	};
