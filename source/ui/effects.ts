import {addCluster, takeChoice, tryAgain} from './cluster-effects.js';
import {completeCommand, runCommand} from './command-effects.js';
import {plan, submit} from './form-effects.js';
import type {Intent} from './intents.js';
import {find, searched, toggleFollow} from './log-effects.js';
import type {Outside} from './outside.js';
import {answered, declined} from './prompt-effects.js';
import {scrolledTop} from './scroll.js';
import {confirmed, copyUrl, extend, openUrl, reattach} from './session-effects.js';
import type {State} from './state.js';

/** Does what of an intent reaches beyond the state. `before` is the state in which the key was pressed. */
export function perform(intent: Intent, before: State, outside: Outside): void {
	switch (intent.type) {
		case 'copy-url':
			copyUrl(before, outside);
			break;
		case 'open-url':
			openUrl(before, outside);
			break;
		case 'accept':
			accepted(before, outside);
			break;
		case 'step-back':
			declined(before, outside);
			break;
		case 'scroll':
			outside.store.dispatch({type: 'scrolled', top: scrolledTop(before, intent.by, outside)});
			break;
		case 'suspend':
			outside.suspend();
			break;
		case 'redraw':
			outside.redraw();
			break;
		case 'enter-session':
			reattach(before, outside);
			break;
		case 'leave':
			outside.leave();
			break;
		case 'complete-command':
			completeCommand(before, outside);
			break;
		case 'find':
			find(before, intent, outside);
			break;
		case 'toggle-follow':
			toggleFollow(before, outside);
			break;
		case 'take-choice':
			takeChoice(before, outside);
			break;
		case 'move-cursor':
		case 'show-pane':
		case 'turn-pane':
		case 'toggle-zoom':
		case 'toggle-ended':
		case 'open-filter':
		case 'open-help':
		case 'open-notices':
		case 'open-search':
		case 'toggle-wrap':
		case 'open-command':
		case 'recall-command':
		case 'open-form':
		case 'open-cluster-form':
		case 'move-choice':
		case 'open-extend':
		case 'toggle-mark':
		case 'mark-all':
		case 'turn-sort':
		case 'ask-renew':
		case 'ask-stop':
		case 'ask-forget':
		case 'move-field':
		case 'turn-choice':
			break;
	}
}

/** Enter, or yes. What is already under way is not asked for twice. */
function accepted(before: State, outside: Outside): void {
	const [asked] = before.prompts;
	if (asked !== undefined) {
		answered(asked, outside);
		return;
	}

	const {overlay} = before;
	if (overlay?.type === 'search') {
		searched(before, overlay.input.text, outside);
	} else if (overlay?.type === 'confirm') {
		confirmed(before, overlay, outside);
	} else if (overlay?.type === 'extend' && !overlay.isBusy) {
		extend(before, overlay, outside);
	} else if (overlay?.type === 'form' && overlay.form.busy === null) {
		plan(before, overlay.form, outside);
	} else if (overlay?.type === 'command' && !overlay.command.isBusy) {
		runCommand(before, overlay.command, outside);
	} else if (overlay?.type === 'cluster-form' && overlay.form.busy === null) {
		addCluster(before, overlay.form, outside);
	} else if (overlay?.type === 'trial') {
		tryAgain(overlay.trial, outside);
	} else if (overlay?.type === 'preview' && overlay.form.busy === null) {
		submit(before, overlay.form, outside);
	}
}
