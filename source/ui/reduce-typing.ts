import type {Action} from './actions.js';
import {pasteInForm, typeInForm} from './form.js';
import {typeCommand} from './reduce-command.js';
import {withCursor} from './reduce-facts.js';
import type {State} from './state.js';
import {editText, insertText, type TextInput} from './text-input.js';

type Typing = Extract<Action, {type: 'typed' | 'pasted'}>;

/** Keys and pasted text for the line that has the keys. Where nothing can be typed, pasted text is dropped. */
export function reduceTyping(state: State, action: Typing): State {
	const edit = (input: TextInput) =>
		action.type === 'pasted' ? insertText(input, action.text) : (editText(input, action.key) ?? input);
	if (state.prompts.length > 0) {
		return typeInPrompt(state, edit);
	}

	const {overlay} = state;
	if (overlay?.type === 'filter') {
		const input = edit(overlay.input);
		return withCursor({...state, filter: input.text, overlay: {...overlay, input}}, state);
	}

	if (overlay?.type === 'search') {
		return {...state, overlay: {...overlay, input: edit(overlay.input)}};
	}

	if (overlay?.type === 'command') {
		return typeCommand(state, edit);
	}

	if (overlay?.type === 'extend') {
		return overlay.isBusy ? state : {...state, overlay: {...overlay, input: edit(overlay.input), fault: null}};
	}

	if ((overlay?.type !== 'form' && overlay?.type !== 'cluster-form') || overlay.form.busy !== null) {
		return state;
	}

	const {form} = overlay;
	const next = action.type === 'pasted' ? pasteInForm(state, form, action.text) : typeInForm(state, form, action.key);
	return {...state, overlay: {type: overlay.type, form: next}};
}

function typeInPrompt(state: State, edit: (input: TextInput) => TextInput): State {
	const [asked, ...others] = state.prompts;
	if (asked === undefined) {
		return state;
	}

	const inputs = asked.inputs.map((input, index) => (index === asked.focus ? edit(input) : input));
	return {...state, prompts: [{...asked, inputs}, ...others]};
}
