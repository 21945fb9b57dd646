import {parseExtension} from '../core/duration.js';
import {Fault} from '../core/fault.js';
import {badNotice, goodNotice, noteNotice} from './notices.js';
import {type Outside, tell} from './outside.js';
import {isAttachable, selectedSession} from './selectors.js';
import type {Deed, Overlay, State} from './state.js';
import {cleanDocument, cleanFault} from './text/clean.js';
import {urlWithoutSecrets} from './text/url.js';
import type {Wire} from './wire.js';

/** The session's terminal; where its job does not run there is none, and its log is shown instead. */
export function reattach(state: State, {attach, store, now}: Outside): void {
	const session = selectedSession(state);
	if (session !== undefined && isAttachable(session)) {
		attach(session.id).then(
			words => words !== null && store.dispatch({type: 'noticed', notice: noteNotice(words, now())}),
			(error: unknown) => store.dispatch({type: 'noticed', notice: badNotice(Fault.from(error), now())}),
		);
	}
}

/** Puts the selected session's URL into the clipboard, and shows it without its secrets. */
export function copyUrl(state: State, {copy, store, now}: Outside): void {
	const session = selectedSession(state);
	if (session?.url) {
		const {url, name} = session;
		const shown = `copied ${urlWithoutSecrets(url)} with its token`;
		// A terminal does not tell whether it took OSC 52: where nothing else was told, there is another way to say.
		const hintFor = (ways: readonly string[]) =>
			ways.some(way => way !== 'osc52') ? null : `not there when you paste? hpctui url ${name}`;
		void copy(url).then(ways => store.dispatch({type: 'noticed', notice: goodNotice(shown, now(), hintFor(ways))}));
	}
}

/** Opens the selected session's URL in the browser. */
export function openUrl(state: State, {browse, store, now}: Outside): void {
	const session = selectedSession(state);
	if (session?.url) {
		const url = session.url;
		store.dispatch({type: 'noticed', notice: goodNotice(`opening ${urlWithoutSecrets(url)} in the browser`, now())});
		browse(url).catch((error: unknown) => {
			const fault = new Fault('remote', `no browser could be started: ${Fault.from(error).message}`, {
				hint: 'y copies the URL',
			});
			store.dispatch({type: 'noticed', notice: badNotice(fault, now())});
		});
	}
}

const DONE: Readonly<Record<Deed, readonly [one: string, several: string]>> = {
	stop: ['its job is being ended', 'their jobs are being ended'],
	forget: ['forgotten', 'forgotten'],
	renew: ['a successor takes over when it answers', 'successors take over when they answer'],
};

/** Does it; answers what the person should know of it all the same. */
async function done(what: Deed, session: string, wire: Wire): Promise<string | null> {
	switch (what) {
		case 'stop':
			await wire.call('session.stop', {session});
			return null;
		case 'forget':
			return (await wire.call('session.remove', {session, force: false})).warning;
		case 'renew':
			await wire.call('session.renew', {session, walltime: null, overlapSeconds: 0});
			return null;
	}
}

/** Each session on its own: one that refuses does not hold up the others, and the first refusal is told. */
export function confirmed(before: State, {what, ids}: Extract<Overlay, {type: 'confirm'}>, outside: Outside): void {
	const {wire} = outside;
	const [first = ''] = ids;
	const whom = ids.length === 1 ? (before.sessions.get(first)?.name ?? first) : `${ids.length} sessions`;
	const words = `${whom}: ${DONE[what][ids.length === 1 ? 0 : 1]}`;
	const firstOf = (warnings: readonly (string | null)[]) => warnings.find(warning => warning !== null) ?? null;
	tell(Promise.all(ids.map(id => done(what, id, wire))), words, outside, firstOf);
}

/** Asks for more walltime as it was typed; what is wrong with that, or the refusal, is told in the dialog. */
export function extend(before: State, {id, input}: Extract<Overlay, {type: 'extend'}>, outside: Outside): void {
	const {store, wire, now} = outside;
	const refused = (error: unknown) => store.dispatch({type: 'extend-refused', fault: cleanFault(error)});
	try {
		const wish = parseExtension(input.text);
		store.dispatch({type: 'extend-busy'});
		wire.call('session.extend', {session: id, ...wish}).then(session => {
			const name = before.sessions.get(id)?.name ?? session.name;
			store.dispatch({type: 'overlay-closed'});
			store.dispatch({type: 'sessions-changed', changed: [cleanDocument(session)], removed: []});
			store.dispatch({type: 'noticed', notice: goodNotice(`the scheduler accepted: ${name} runs longer`, now())});
		}, refused);
	} catch (error) {
		refused(error);
	}
}
