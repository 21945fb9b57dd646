import {PANES} from './panes.js';
import {SORTS} from './session-order.js';
import type {State} from './state.js';

/** What was chosen in a form, by field. */
export type FormValues = Readonly<Record<string, string>>;

/** What the screen remembers from one run to the next. */
export type Memory = Pick<State, 'pane' | 'sort' | 'isWrapped' | 'showsEnded' | 'commands' | 'forms'>;

/** How the screen opens for the first time. */
export const NO_MEMORY: Memory = {
	pane: 'log',
	sort: 'newest',
	isWrapped: false,
	showsEnded: false,
	commands: [],
	forms: {},
};

/** Forms that are remembered: a person has not more clusters and apps than that. */
const FORMS_MAX = 50;
const COMMANDS_MAX = 100;
const TEXT_MAX = 4096;

/** What is new with each session, and what names the form itself. */
const FLEETING: ReadonlySet<string> = new Set(['name', 'app', 'cluster']);

/** The part of the state that is remembered. */
export function memoryOf({pane, sort, isWrapped, showsEnded, commands, forms}: State): Memory {
	return {pane, sort, isWrapped, showsEnded, commands, forms};
}

/** Whether there is nothing new to write down. Parts are compared by identity, as reducers keep them. */
export function isSameMemory(one: Memory, other: Memory): boolean {
	return (Object.keys(one) as (keyof Memory)[]).every(key => one[key] === other[key]);
}

/** Reads what an earlier run wrote. Whatever is not as it should be is forgotten: nothing depends on it. */
export function parseMemory(text: string): Memory {
	const found = objectOf(jsonOf(text));
	const forms = Object.entries(objectOf(found['forms'])).map(([key, values]) => [key, textsOf(values)] as const);
	return {
		pane: PANES.find(pane => pane === found['pane']) ?? NO_MEMORY.pane,
		sort: SORTS.find(sort => sort === found['sort']) ?? NO_MEMORY.sort,
		isWrapped: found['isWrapped'] === true,
		showsEnded: found['showsEnded'] === true,
		commands: Array.isArray(found['commands']) ? found['commands'].filter(isShortText).slice(0, COMMANDS_MAX) : [],
		forms: Object.fromEntries(forms.slice(-FORMS_MAX)),
	};
}

/** The values of a form that was sent, for the next one of the same app on the same cluster. */
export function withForm(forms: State['forms'], values: FormValues): State['forms'] {
	const key = keyOf(values);
	const kept = Object.entries(values).filter(([field, value]) => !FLEETING.has(field) && value.trim() !== '');
	const {[key]: _old, ...others} = forms;
	const latest = [...Object.entries(others), [key, Object.fromEntries(kept)] as const];
	return Object.fromEntries(latest.slice(-FORMS_MAX));
}

/** What was chosen the last time for this app on this cluster. */
export function lastValues(forms: State['forms'], place: FormValues): FormValues {
	const key = keyOf(place);
	return Object.hasOwn(forms, key) ? (forms[key] ?? {}) : {};
}

function keyOf({app = '', cluster = ''}: FormValues): string {
	return JSON.stringify([app, cluster]);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function objectOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function textsOf(value: unknown): FormValues {
	const texts = Object.entries(objectOf(value)).filter((entry): entry is [string, string] => isShortText(entry[1]));
	return Object.fromEntries(texts);
}

function isShortText(value: unknown): value is string {
	return typeof value === 'string' && value.length <= TEXT_MAX;
}
