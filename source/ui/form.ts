import {parseWalltime} from '../core/duration.js';
import type {NewSession} from '../core/session-document.js';
import {parseSize} from '../core/size.js';
import {clusterFields} from './cluster-fields.js';
import {type Field, sessionFields, settingField} from './form-fields.js';
import {lastValues} from './memory.js';
import {selectedSession} from './selectors.js';
import type {Form, State} from './state.js';
import {editText, inputOf, insertText, type TextInput} from './text-input.js';

/** The new-session form as it opens: for the app that the person is looking at, on this cluster or on that one's. */
export function openForm(state: State, on?: string): Form {
	const selected = selectedSession(state);
	const app = pickName(state.apps, selected?.app) ?? pickName(state.apps, 'jupyter') ?? state.apps[0]?.name ?? '';
	const cluster = pickName(state.clusters, on ?? selected?.cluster) ?? state.clusters[0]?.name ?? '';
	const values = withStandardChoices(state, {...lastValues(state.forms, {app, cluster}), app, cluster});
	return {kind: 'session', values, field: 'app', input: inputOf(app), busy: null, fault: null};
}

/** The lines of a form, for what was chosen so far. */
export function fieldsOf(state: State, {kind, values}: Form): readonly Field[] {
	switch (kind) {
		case 'session':
			return sessionFields(state, values);
		case 'cluster':
			return clusterFields(state, values);
	}
}

/** The line that has the keys. */
function focusedField(state: State, form: Form): Field | undefined {
	return fieldsOf(state, form).find(({id}) => id === form.field);
}

/** To the next line or the one before; around at the ends. */
export function moveField(state: State, form: Form, by: number): Form {
	const ids = fieldsOf(state, form).map(({id}) => id);
	const index = Math.max(0, ids.indexOf(form.field));
	const field = ids[(index + by + ids.length) % ids.length] ?? form.field;
	return {...form, field, input: inputOf(form.values[field] ?? '')};
}

/** The next choice of the line, or the one before; nothing for a line that is typed. */
export function turnChoice(state: State, form: Form, by: number): Form {
	const choices = focusedField(state, form)?.choices ?? [];
	const index = choices.findIndex(({value}) => value === (form.values[form.field] ?? ''));
	const choice = choices[(index + by + choices.length) % choices.length];
	return choice === undefined ? form : withValue(state, form, inputOf(choice.value));
}

/** A key that is typed into the line. Where there are choices, arrows and the blank turn them. */
export function typeInForm(state: State, form: Form, key: string): Form {
	if (focusedField(state, form)?.choices) {
		return key in TURNS ? turnChoice(state, form, TURNS[key] ?? 1) : form;
	}

	const input = editText(form.input, key);
	return input === undefined ? form : withValue(state, form, input);
}

/** Pasted text goes into the line, and only there. */
export function pasteInForm(state: State, form: Form, text: string): Form {
	return focusedField(state, form)?.choices ? form : withValue(state, form, insertText(form.input, text));
}

/** What is wrong, by field. */
export function problemsOf(state: State, form: Form): Readonly<Record<string, string>> {
	const {values} = form;
	const found = fieldsOf(state, form).flatMap(({id, check}) => {
		const value = (values[id] ?? '').trim();
		const problem = value === '' ? null : check(value);
		return problem === null ? [] : [[id, problem]];
	});
	return Object.fromEntries(found);
}

/** What the form asks for. Only for a form without problems. */
export function newSessionOf(state: State, {values}: Form): NewSession {
	const said = (id: string) => (values[id] ?? '').trim() || null;
	const number = (id: string) => (said(id) === null ? null : Number(said(id)));
	const walltime = said('walltime');
	const memory = said('memory');
	return {
		app: values['app'] ?? '',
		cluster: values['cluster'] ?? '',
		name: said('name'),
		walltime: walltime === null ? null : parseWalltime(walltime),
		queue: said('queue'),
		account: said('account'),
		nodes: number('nodes'),
		cpus: number('cpus'),
		memoryBytes: memory === null ? null : parseSize(memory),
		gpus: number('gpus'),
		workdir: said('workdir'),
		address: null,
		route: null,
		localPort: null,
		autoRenew: null,
		settings: settingsOf(state, values),
		schedulerArgs: [],
	};
}

const TURNS: Readonly<Record<string, number>> = {right: 1, left: -1, space: 1};

function settingsOf(state: State, values: Form['values']): Readonly<Record<string, string>> {
	const parameters = state.apps.find(({name}) => name === values['app'])?.parameters ?? [];
	const set = parameters.flatMap(parameter => {
		const value = (values[settingField(parameter.name)] ?? '').trim();
		return value === '' || value === parameter.default ? [] : [[parameter.name, value]];
	});
	return Object.fromEntries(set);
}

function withValue(state: State, form: Form, input: TextInput): Form {
	const values = {...form.values, [form.field]: input.text};
	const isOtherPlace = form.kind === 'session' && form.field === 'cluster' && form.values['cluster'] !== input.text;
	const isOtherApp = form.kind === 'session' && form.field === 'app' && form.values['app'] !== input.text;
	const kept = isOtherPlace ? {...values, queue: '', account: ''} : values;
	return {
		...form,
		input,
		values: withStandardChoices(state, {...kept, ...lastValues(isOtherPlace || isOtherApp ? state.forms : {}, kept)}),
		fault: null,
	};
}

/** A line of choices is never empty: it starts with the app's own default. */
function withStandardChoices(state: State, values: Form['values']): Form['values'] {
	const parameters = state.apps.find(({name}) => name === values['app'])?.parameters ?? [];
	const standard = parameters
		.filter(({type}) => type === 'boolean' || type === 'choice')
		.map(parameter => [settingField(parameter.name), parameter.default] as const)
		.filter(([id]) => values[id] === undefined);
	return standard.length === 0 ? values : {...values, ...Object.fromEntries(standard)};
}

function pickName(named: readonly {readonly name: string}[], wanted: string | undefined): string | undefined {
	return named.find(({name}) => name === wanted)?.name;
}
