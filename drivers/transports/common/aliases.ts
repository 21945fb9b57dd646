import {globSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {isAbsolute, join} from 'node:path';
import type {KnownHost} from '../../../source/core/cluster.js';

/** How deep Include may go: ssh's own limit (readconf.c, READCONF_MAX_DEPTH). */
const DEEPEST = 16;

type Section = {readonly param?: string; readonly value?: unknown; readonly config?: readonly Section[]};

/**
 * The hosts that an ssh configuration names, in its order, with what stands beside the name; files that it includes are
 * read too. Patterns (`*`, `?`, `!`) name no host. A file that is missing or cannot be read names none: this is only an offer.
 *
 * @param file null: the person's own.
 */
export async function listAliases(file: string | null): Promise<readonly KnownHost[]> {
	const found = new Map<string, KnownHost>();
	for (const section of await sectionsOf(file ?? join(homedir(), '.ssh/config'), 0)) {
		for (const name of wordsOf(section.value).filter(isName)) {
			if (!found.has(name)) {
				found.set(name, {
					name,
					address: expandHost(settingOf(section, 'hostname'), name),
					user: settingOf(section, 'user'),
					jump: settingOf(section, 'proxyjump'),
				});
			}
		}
	}

	return [...found.values()];
}

/** The Host sections of a file and of what it includes. An Include stands in the section before it, as the library reads it. */
async function sectionsOf(file: string, depth: number): Promise<readonly Section[]> {
	const text = await readFile(file, 'utf8').catch(() => '');
	if (depth > DEEPEST || text === '') {
		return [];
	}

	const lines = await parse(text);
	const nested = await Promise.all(
		lines.map(async line => {
			const inside = (line.config ?? []).filter(isInclude);
			const included = await Promise.all((isInclude(line) ? [line] : inside).map(one => includedBy(one, depth)));
			return [...(line.param?.toLowerCase() === 'host' ? [line] : []), ...included.flat()];
		}),
	);
	return nested.flat();
}

async function parse(text: string): Promise<readonly Section[]> {
	const {default: SshConfig} = await import('ssh-config');
	try {
		return [...SshConfig.parse(text)] as readonly Section[];
	} catch {
		return [];
	}
}

/** Relative names are in the person's ~/.ssh (ssh_config(5), Include). */
async function includedBy(line: Section, depth: number): Promise<readonly Section[]> {
	const files = wordsOf(line.value).flatMap(word => globSync(placeOf(word)).toSorted());
	const sections = await Promise.all(files.map(file => sectionsOf(file, depth + 1)));
	return sections.flat();
}

function placeOf(word: string): string {
	const path = word.startsWith('~/') ? join(homedir(), word.slice(2)) : word;
	return isAbsolute(path) ? path : join(homedir(), '.ssh', path);
}

const isInclude = ({param}: Section): boolean => param?.toLowerCase() === 'include';

const isName = (word: string): boolean => /^[^*?!\s-][^*?!\s]*$/.test(word);

/** HostName knows two tokens (ssh_config(5), TOKENS). */
function expandHost(text: string | null, name: string): string | null {
	return text?.replace(/%([%h])/g, (_token, letter: string) => (letter === 'h' ? name : letter)) ?? null;
}

function settingOf({config = []}: Section, keyword: string): string | null {
	const line = config.find(({param}) => param?.toLowerCase() === keyword);
	const [value] = line === undefined ? [] : wordsOf(line.value);
	return value === undefined || value.toLowerCase() === 'none' ? null : value;
}

/** The library gives one word as a string, several as records. */
function wordsOf(value: unknown): readonly string[] {
	if (typeof value === 'string') {
		return [value];
	}

	return Array.isArray(value) ? value.flatMap(word => (typeof word?.val === 'string' ? [word.val as string] : [])) : [];
}
