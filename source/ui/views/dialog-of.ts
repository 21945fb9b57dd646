import type {State} from '../state.js';
import type {Theme} from '../theme.js';
import {candidatesDialog} from './command-row.js';
import type {Dialog} from './dialog.js';
import {formDialog} from './form-dialog.js';
import {confirmDialog, extendDialog, promptDialog} from './question-dialogs.js';
import {helpDialog, noticesDialog, outputDialog, previewDialog, readingOf} from './reading-dialogs.js';
import {trialDialog} from './trial-dialog.js';

/** What is on top: a server's question before all else. */
export function dialogOf(state: State, theme: Theme): Dialog | null {
	const [asked] = state.prompts;
	if (asked !== undefined) {
		return promptDialog(state, asked);
	}

	const {overlay} = state;
	const reading = readingOf(state);
	switch (overlay?.type) {
		case 'confirm':
			return confirmDialog(state, overlay);
		case 'extend':
			return extendDialog(state, overlay, theme);
		case 'trial':
			return trialDialog(state, overlay.trial, theme);
		case 'form':
		case 'cluster-form':
			return formDialog(state, overlay.form, theme);
		case 'help':
			return reading && helpDialog(reading, overlay.top);
		case 'notices':
			return reading && noticesDialog(reading, overlay.top);
		case 'output':
			return reading && outputDialog(reading, overlay);
		case 'preview':
			return reading && previewDialog(reading, overlay);
		case 'command':
			return candidatesDialog(state, overlay.command);
		case 'filter':
		case 'search':
		case undefined:
			return null;
	}
}
