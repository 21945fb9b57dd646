import {createInterface} from 'node:readline';
import {Writable} from 'node:stream';
import type {Question} from '../core/link.js';
import {sanitizeLine, sanitizeText} from '../core/text.js';
import type {Client} from './client.js';

/** A terminal with a person at it. Questions go to `output`, which is stderr, so that stdout stays what was asked for. */
export type PromptTerminal = {readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream};

type Asked = {readonly prompt: number; readonly cluster: string; readonly question: Question};

/**
 * Puts the questions of servers to the person at the terminal, one after another, and sends the answers. C-d declines. C-c is
 * `interrupt`, as everywhere: whoever else is there may still answer. The returned function stops it; a question that is open
 * is taken away from the terminal and stays open.
 */
export function answerPrompts(client: Client, terminal: PromptTerminal, interrupt: () => void): () => void {
	const open = new Map<number, AbortController>();
	let turn: Promise<void> = Promise.resolve();

	const put = async ({prompt, cluster, question}: Asked, signal: AbortSignal): Promise<void> => {
		const answers = await ask(terminal, cluster, question, signal);
		if (answers === 'interrupted') {
			interrupt();
		} else if (!signal.aborted) {
			await client.call('prompt.answer', {prompt, answers});
		}
	};
	const stopAsked = client.on('prompt.asked', asked => {
		const closed = new AbortController();
		open.set(asked.prompt, closed);
		// A question that is no longer open is nobody's trouble; a daemon that went away tells so elsewhere.
		turn = turn.then(() => put(asked, closed.signal)).catch(() => {});
	});
	const stopClosed = client.on('prompt.closed', ({prompt}) => {
		open.get(prompt)?.abort();
		open.delete(prompt);
	});
	return () => {
		stopAsked();
		stopClosed();
		for (const closed of open.values()) {
			closed.abort();
		}
	};
}

/** Null: declined, or no longer wanted. `interrupted`: the person wants the command itself to end. */
async function ask(
	terminal: PromptTerminal,
	cluster: string,
	question: Question,
	signal: AbortSignal,
): Promise<readonly string[] | 'interrupted' | null> {
	if (signal.aborted) {
		return null;
	}

	terminal.output.write(headOf(cluster, question));
	const answers: string[] = [];
	for (const {text, isSecret} of promptsOf(question)) {
		const answer = await readAnswer(terminal, `${sanitizeText(text).trimEnd()} `, isSecret, signal);
		if (answer.type !== 'line') {
			return answer.type === 'interrupted' ? 'interrupted' : null;
		}

		answers.push(question.kind === 'host-key' ? yesOrNo(answer.text) : answer.text);
	}

	return answers;
}

function headOf(cluster: string, question: Question): string {
	const text = sanitizeText(question.text).trimEnd();
	return `\n[${sanitizeLine(cluster)}] ${sanitizeLine(question.hop)} asks:\n${text === '' ? '' : `${text}\n`}`;
}

/** A host key is a matter of yes and no, also where its question has no prompt of its own. */
function promptsOf(question: Question): Question['prompts'] {
	return question.kind === 'host-key' ? [{text: 'Trust this key? (yes/no)', isSecret: false}] : question.prompts;
}

/** Only a whole `yes` trusts a key, as ssh has it. */
function yesOrNo(answer: string): 'yes' | 'no' {
	return answer.trim().toLowerCase() === 'yes' ? 'yes' : 'no';
}

type Read = {readonly type: 'line'; readonly text: string} | {readonly type: 'interrupted' | 'declined'};

function readAnswer(
	{input, output}: PromptTerminal,
	text: string,
	isSecret: boolean,
	signal: AbortSignal,
): Promise<Read> {
	return new Promise(resolve => {
		// What is typed is echoed by readline itself: a secret goes nowhere.
		const echo = isSecret ? new Writable({write: (_chunk, _encoding, done) => done()}) : output;
		const reader = createInterface({input, output: echo, terminal: true, historySize: 0, prompt: isSecret ? '' : text});
		if (isSecret) {
			output.write(text);
		} else {
			reader.prompt();
		}

		const finish = (answer: Read): void => {
			signal.removeEventListener('abort', decline);
			// By name only: readline lets the terminal go in a 'close' listener of its own.
			reader.off('line', take).off('SIGINT', stop).off('close', decline);
			reader.close();
			if (isSecret || answer.type !== 'line') {
				output.write('\n');
			}

			resolve(answer);
		};
		const take = (text: string): void => finish({type: 'line', text});
		const stop = (): void => finish({type: 'interrupted'});
		const decline = (): void => finish({type: 'declined'});
		reader.once('line', take);
		reader.once('SIGINT', stop);
		reader.once('close', decline);
		signal.addEventListener('abort', decline, {once: true});
	});
}
