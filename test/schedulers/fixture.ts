import {existsSync, readdirSync, readFileSync} from 'node:fs';
import type {Outcome} from '../../source/core/command.js';
import {Fault, type FaultDocument} from '../../source/core/fault.js';
import {QUERY_NAMES, type QueryName} from './required-cases.js';

const SHELF = new URL('../fixtures/schedulers/', import.meta.url);

/** The wanted value, or what the fault must have (its facts: at least these). */
export type Wanted =
	| {readonly input?: unknown; readonly value: unknown}
	| {readonly input?: unknown; readonly fault: Partial<FaultDocument>};

/** A captured answer with what the driver should make of it. */
export type Case = {
	readonly query: QueryName;
	readonly name: string;
	readonly outcome: Outcome;
	readonly wanted: Wanted;
};

/** The cases of a driver: `<query>.<case>.json` beside `.out`, and `.err` and `.code` where they are not empty and 0. */
export function casesOf(driver: string): readonly Case[] {
	const files = existsSync(folderOf(driver)) ? readdirSync(folderOf(driver)) : [];
	const names = files.filter(name => /^\w+\.[\w-]+\.json$/.test(name));
	return names.map(name => readCase(driver, name.replace(/\.json$/, '')));
}

/** Reasons by `<query>.<case>`, from `missing.json`. */
export function missingOf(driver: string): Readonly<Record<string, string>> {
	const file = new URL('missing.json', folderOf(driver));
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}

/** The value that was read, or the fault that was thrown, as a plain value. */
export function readingOf(read: () => unknown): {value: unknown} | {fault: FaultDocument} {
	try {
		return {value: read()};
	} catch (error) {
		return {fault: Fault.from(error).toDocument()};
	}
}

function readCase(driver: string, stem: string): Case {
	const [query = '', name = ''] = stem.split('.');
	const known = QUERY_NAMES.find(candidate => candidate === query);
	if (known === undefined) {
		throw new Error(`${driver}/${stem}: there is no query ${query}`);
	}

	const file = (ending: string) => new URL(`${stem}.${ending}`, folderOf(driver));
	const bytes = (ending: string) => (existsSync(file(ending)) ? readFileSync(file(ending)) : new Uint8Array());
	const code = existsSync(file('code')) ? Number(readFileSync(file('code'), 'utf8')) : 0;
	return {
		query: known,
		name,
		outcome: {code, signal: null, stdout: bytes('out'), stderr: bytes('err')},
		wanted: JSON.parse(readFileSync(file('json'), 'utf8')) as Wanted,
	};
}

function folderOf(driver: string): URL {
	return new URL(`${driver}/`, SHELF);
}
