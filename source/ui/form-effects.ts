import {Fault} from '../core/fault.js';
import {newSessionOf, problemsOf} from './form.js';
import {goodNotice} from './notices.js';
import type {Outside} from './outside.js';
import type {Form, State} from './state.js';
import {cleanDocument, cleanFault} from './text/clean.js';

/** Asks for the script; a form with problems says the first of them. */
export function plan(before: State, form: Form, {store, wire}: Outside): void {
	const [problem] = Object.values(problemsOf(before, form));
	if (problem !== undefined) {
		store.dispatch({type: 'form-refused', fault: new Fault('usage', problem).toDocument()});
		return;
	}

	store.dispatch({type: 'form-busy', busy: 'planning'});
	const wanted = newSessionOf(before, form);
	wire.call('session.plan', wanted).then(
		made => {
			const shown = cleanDocument(made);
			store.dispatch({type: 'planned', plan: shown});
			// A scheduler that does not tell, or says no, says so to the submission.
			wire.call('session.estimate', wanted).then(
				start => store.dispatch({type: 'estimated', plan: shown, start: cleanDocument(start)}),
				() => store.dispatch({type: 'estimated', plan: shown, start: null}),
			);
		},
		(error: unknown) => store.dispatch({type: 'form-refused', fault: cleanFault(error)}),
	);
}

/** Asks for the session that the form describes; a refusal is told in the form, which stays as it was typed. */
export function submit(before: State, form: Form, {store, wire, now}: Outside): void {
	store.dispatch({type: 'form-busy', busy: 'submitting'});
	wire.call('session.new', newSessionOf(before, form)).then(
		session => {
			store.dispatch({type: 'submitted', session: cleanDocument(session)});
			store.dispatch({
				type: 'noticed',
				notice: goodNotice(`${session.name} is submitted to ${session.cluster}`, now()),
			});
		},
		(error: unknown) => store.dispatch({type: 'form-refused', fault: cleanFault(error)}),
	);
}
