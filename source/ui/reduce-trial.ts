import type {Action} from './actions.js';
import {ADDED} from './cluster-fields.js';
import type {Form, State, Trial} from './state.js';

/** News of a cluster's test. */
export type TrialAction = Extract<Action, {type: 'trial-begun' | 'trial-stepped' | 'trial-ended'}>;

/** What a cluster's test says while it goes. News of one that is no longer shown changes nothing. */
export function reduceTrial(state: State, action: TrialAction): State {
	const {overlay} = state;
	if (action.type === 'trial-begun') {
		const form = overlay?.type === 'cluster-form' || overlay?.type === 'trial' ? overlay.form : null;
		const trial: Trial = {cluster: action.cluster, steps: [], result: null, fault: null};
		return form === null ? state : {...state, overlay: {type: 'trial', form: remembering(form, action.cluster), trial}};
	}

	const cluster = action.type === 'trial-stepped' ? action.step.cluster : action.cluster;
	return overlay?.type === 'trial' && overlay.trial.cluster === cluster && overlay.trial.result === null
		? {...state, overlay: {...overlay, trial: after(overlay.trial, action)}}
		: state;
}

function remembering(form: Form, added: string): Form {
	return {...form, busy: null, values: {...form.values, [ADDED]: added}};
}

function after(trial: Trial, action: Exclude<TrialAction, {type: 'trial-begun'}>): Trial {
	if (action.type === 'trial-ended') {
		const {result} = action;
		return 'steps' in result ? {...trial, result} : {...trial, fault: result};
	}

	const {name, step} = action.step;
	const isKnown = trial.steps.some(each => each.name === name);
	const steps = isKnown
		? trial.steps.map(each => (each.name === name ? {name, done: step} : each))
		: [...trial.steps, {name, done: step}];
	return {...trial, steps};
}
