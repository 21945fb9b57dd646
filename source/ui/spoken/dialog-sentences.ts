import {fieldsOf, problemsOf} from '../form.js';
import type {Form, State} from '../state.js';
import type {Theme} from '../theme.js';
import {dialogOf} from '../views/dialog-of.js';
import {chosen, welcomeChoices} from '../welcome-choices.js';
import {rowText} from './row-text.js';

/** A dialog when it opens, and what changes in it afterwards. */
export function dialogSentences(before: State, after: State, theme: Theme): readonly string[] {
	const key = keyOf(after);
	if (key === null || key === keyOf(before)) {
		return fieldSentences(before, after);
	}

	const form = formIn(after);
	const dialog = form === null ? dialogOf(after, theme) : null;
	if (form !== null) {
		return [`New ${form.kind}.`, fieldSentence(after, form)];
	}

	return dialog === null ? [] : [rowText(dialog.title), ...dialog.rows.map(rowText)];
}

/** The choice of the first minutes that the cursor is on. */
export function choiceSentence(state: State): string {
	const choice = chosen(state);
	const place = `${state.choice + 1} of ${welcomeChoices(state).length}`;
	switch (choice?.type) {
		case 'host':
			return `No cluster yet. ${place}: ${choice.host.name}, a host of your ssh configuration`;
		case 'other-host':
			return `No cluster yet. ${place}: another host`;
		case 'demo':
			return `No cluster yet. ${place}: the demo, a cluster on this machine`;
		case undefined:
			return 'No cluster yet.';
	}
}

/** What makes a dialog another one than before; null: none is open. */
function keyOf({prompts, overlay}: State): string | null {
	const [asked] = prompts;
	if (asked !== undefined) {
		return `prompt ${asked.prompt} ${asked.focus}`;
	}

	switch (overlay?.type) {
		case undefined:
		case 'filter':
		case 'search':
			return null;
		case 'command':
			return overlay.command.candidates === null ? null : `command ${overlay.command.candidates.length}`;
		case 'trial':
			return `trial ${overlay.trial.steps.filter(({done}) => done !== null).length} ${overlay.trial.result !== null}`;
		case 'form':
		case 'cluster-form':
			return `${overlay.type} ${overlay.form.fault?.message ?? ''}`;
		case 'extend':
			return `extend ${overlay.fault?.message ?? ''}`;
		case 'preview':
		case 'help':
		case 'notices':
		case 'output':
			return `${overlay.type} ${overlay.top}`;
		case 'confirm':
			return overlay.type;
	}
}

/** In a form the line that one goes to, and a choice that is turned. */
function fieldSentences(before: State, after: State): readonly string[] {
	const [old, form] = [formIn(before), formIn(after)];
	if (old === null || form === null || form === old) {
		return [];
	}

	const isChoice = fieldsOf(after, form).find(({id}) => id === form.field)?.choices !== null;
	return old.field !== form.field || isChoice ? [fieldSentence(after, form)] : [];
}

function fieldSentence(state: State, form: Form): string {
	const field = fieldsOf(state, form).find(({id}) => id === form.field);
	if (field === undefined) {
		return '';
	}

	const value = form.values[field.id] ?? '';
	const shown = field.choices?.find(choice => choice.value === value)?.label ?? (value || field.placeholder);
	const problem = problemsOf(state, form)[field.id];
	const fault = form.fault === null ? null : form.fault.message;
	return [`${field.label}: ${shown}`, problem, fault, field.help].filter(Boolean).join('. ');
}

function formIn({overlay}: State): Form | null {
	return overlay?.type === 'form' || overlay?.type === 'cluster-form' ? overlay.form : null;
}
