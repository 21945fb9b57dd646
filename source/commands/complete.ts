import {sanitizeLine} from '../core/text.js';
import {CATALOGUE, firstWords, isGroup, loadAll, secondWords} from './catalogue.js';
import type {Command, Completion, Context, OptionTable} from './command.js';
import {GLOBAL_OPTIONS} from './parse.js';

/** A word that may stand here, and what it is. */
export type Candidate = readonly [word: string, what: string];

/** A shell waits for the answer while the person does. */
const PATIENCE_MS = 2_000;

/**
 * `__complete -- WORDS`: prints what may stand for the last of the words, `WORD<TAB>WHAT` a line, and nothing where files
 * may. Trouble is silence: a shell shows it in the middle of the person's line.
 */
export async function complete(context: Context, argv: readonly string[]): Promise<number> {
	try {
		const words = argv[0] === '--' ? argv.slice(1) : argv;
		const candidates = await candidatesFor(context, joinEquals(words));
		await context.out.write(candidates.map(([word, what]) => `${word}\t${sanitizeLine(what)}\n`).join(''));
		return 0;
	} catch {
		return 1;
	}
}

async function candidatesFor(context: Context, words: readonly string[]): Promise<readonly Candidate[]> {
	const before = words.slice(0, -1);
	const current = words.at(-1) ?? '';
	const {command, plain, group, isLost} = await readLine(before);
	if (isLost) {
		return [];
	}

	const table: OptionTable = {...GLOBAL_OPTIONS, ...command?.options};
	const previous = before.at(-1) ?? '';
	const inline = /^--([\w-]+)=(.*)$/s.exec(current);
	const optionName = inline?.[1] ?? (previous.startsWith('--') ? previous.slice(2) : '');
	const option = table[optionName];
	if (option?.value !== undefined) {
		const found = starting(await valuesOf(context, option.completes), inline?.[2] ?? current);
		return inline ? found.map(([word, what]) => [`--${optionName}=${word}`, what]) : found;
	}

	if (current.startsWith('-')) {
		return starting(
			Object.entries(table).map(([name, {help}]) => [`--${name}`, help] as const),
			current,
		);
	}

	if (command !== null) {
		return starting(await valuesOf(context, Object.values(command.args)[plain]?.completes), current);
	}

	return starting(await commandWords(group), current);
}

type Line = {
	readonly command: Command | null;
	/** Plain words behind the command. */
	readonly plain: number;
	/** The group whose second word is missing. */
	readonly group: string | null;
	/** There is a word where a command should be, and no such command. */
	readonly isLost: boolean;
};

/** What was said before the unfinished word. */
async function readLine(before: readonly string[]): Promise<Line> {
	let isLost = false;
	let command: Command | null = null;
	let group: string | null = null;
	let plain = 0;
	for (let index = 0; index < before.length; index += 1) {
		const word = before[index] ?? '';
		const table: OptionTable = {...GLOBAL_OPTIONS, ...command?.options};
		if (word.startsWith('-')) {
			index += word.startsWith('--') && table[word.slice(2)]?.value !== undefined ? 1 : 0;
		} else if (command !== null) {
			plain += 1;
		} else if (group === null && isGroup(word)) {
			group = word;
		} else {
			command = (await CATALOGUE[group === null ? word : `${group} ${word}`]?.()) ?? null;
			isLost ||= command === null;
		}
	}

	return {command, plain, group, isLost};
}

async function commandWords(group: string | null): Promise<readonly Candidate[]> {
	const commands = new Map((await loadAll(group ?? undefined)).map(({name, summary}) => [name, summary]));
	const words = group === null ? firstWords() : secondWords(group);
	return words.map(word => [word, commands.get(group === null ? word : `${group} ${word}`) ?? `${word} …`]);
}

async function valuesOf(context: Context, completion: Completion | undefined): Promise<readonly Candidate[]> {
	if (completion === undefined || completion === 'file') {
		return [];
	}

	if (typeof completion !== 'string') {
		return completion.map(word => [word, '']);
	}

	// Never starts a daemon: a press of Tab is no reason for one.
	const client = await context.connect({start: false, timeoutMs: PATIENCE_MS});
	const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE_MS)]);
	switch (completion) {
		case 'session': {
			const sessions = await client.call('session.list', {all: true}, signal);
			return sessions.map(({name, state, app, cluster}) => [name, `${state}, ${app} on ${cluster}`]);
		}

		case 'cluster': {
			const clusters = await client.call('cluster.list', {}, signal);
			return clusters.map(({name, host}) => [name, host]);
		}

		case 'app': {
			const apps = await client.call('app.list', {}, signal);
			return apps.map(({name, title}) => [name, title]);
		}
	}
}

/** Bash takes `--for=ready` apart into three words; here they are one again. */
function joinEquals(words: readonly string[]): readonly string[] {
	const [last, middle, first] = [words.at(-1), words.at(-2), words.at(-3)];
	if (last === '=' && middle?.startsWith('--')) {
		return [...words.slice(0, -2), middle, ''];
	}

	return middle === '=' && first?.startsWith('--') ? [...words.slice(0, -3), first, last ?? ''] : words;
}

function starting(candidates: readonly Candidate[], text: string): readonly Candidate[] {
	return candidates.filter(([word]) => word.startsWith(text) && word === sanitizeLine(word));
}
