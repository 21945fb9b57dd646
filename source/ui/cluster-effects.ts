import {Fault, type FaultDocument} from '../core/fault.js';
import type {ClusterTest} from '../wire/calls.js';
import {clusterFrom} from './cluster-form.js';
import {problemsOf} from './form.js';
import {badNotice, goodNotice, noteNotice} from './notices.js';
import type {Outside} from './outside.js';
import type {Form, State, Trial} from './state.js';
import {cleanDocument, cleanFault} from './text/clean.js';
import {chosen} from './welcome-choices.js';

/** Adds the cluster that the form describes, and tests it. What stands against it is said in the form. */
export function addCluster(before: State, form: Form, outside: Outside): void {
	const {store, wire, sshConfig} = outside;
	const refuse = (error: unknown) => store.dispatch({type: 'form-refused', fault: cleanFault(error)});
	try {
		const [problem] = Object.values(problemsOf(before, form));
		if (problem !== undefined) {
			throw new Fault('usage', problem);
		}

		const cluster = clusterFrom(form, sshConfig);
		store.dispatch({type: 'form-busy', busy: 'adding'});
		wire.call('cluster.add', cluster).then(added => {
			store.dispatch({type: 'cluster-changed', cluster: cleanDocument(added)});
			test(cluster.name, outside);
		}, refuse);
	} catch (error) {
		refuse(error);
	}
}

/** Once more, after a test that found something wrong. */
export function tryAgain({cluster, result, fault}: Trial, outside: Outside): void {
	if (result?.ok === false || fault !== null) {
		test(cluster, outside);
	}
}

function test(cluster: string, {store, wire}: Outside): void {
	const end = (result: ClusterTest | FaultDocument) => store.dispatch({type: 'trial-ended', cluster, result});
	store.dispatch({type: 'trial-begun', cluster});
	wire.call('cluster.test', {name: cluster}).then(
		result => end(cleanDocument(result)),
		(error: unknown) => end(cleanFault(error)),
	);
}

/** The demo takes a moment; its cluster and its session then come as any other's. */
export function takeChoice(before: State, {store, startDemo, now}: Outside): void {
	if (chosen(before)?.type !== 'demo') {
		return;
	}

	store.dispatch({type: 'noticed', notice: noteNotice('starting the demo: three hosts and a session …', now())});
	startDemo().then(
		() => store.dispatch({type: 'noticed', notice: goodNotice('the demo is there; hpctui demo --stop ends it', now())}),
		(error: unknown) => store.dispatch({type: 'noticed', notice: cleanDocument(badNotice(error, now()))}),
	);
}
