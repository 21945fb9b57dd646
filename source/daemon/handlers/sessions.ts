import {ulid} from 'ulid';
import type {AppDriver} from '../../core/app.js';
import {bodyOf} from '../../core/app-body.js';
import {portsOf} from '../../core/app-ports.js';
import {childrenOf, headOf} from '../../core/family.js';
import {Fault} from '../../core/fault.js';
import {entryOfChild} from '../../core/history.js';
import {planAtStart} from '../../core/plan.js';
import {begin} from '../../core/reduce.js';
import {checkedName, requestFrom, tagFor} from '../../core/request.js';
import type {Request, Session} from '../../core/session.js';
import type {HistoryEntry, NewSession} from '../../core/session-document.js';
import {shownCommand} from '../../core/twists.js';
import type {SubmissionPlan} from '../../wire/calls.js';
import {newSecrets} from '../children.js';
import {ensureFree} from '../listener.js';
import {freeName, liveNames} from '../names.js';
import type {Handlers} from '../server.js';
import type {SessionStore} from '../store.js';
import {scriptFor} from '../submission.js';
import {mayGoOn, submitOrForget} from '../submit-now.js';
import {checkChoices} from '../ways.js';
import {pickApp} from './apps.js';
import type {HandlerContext} from './context.js';
import {removeFamily, stop} from './ending.js';

type SessionCalls =
	| 'session.new'
	| 'session.plan'
	| 'session.list'
	| 'session.show'
	| 'session.history'
	| 'session.stop'
	| 'session.remove';

/** Calls that make, show and end sessions. */
export function sessionHandlers(context: HandlerContext): Pick<Handlers, SessionCalls> {
	const {store, desks, toDocument} = context;
	return {
		async 'session.new'(input, _connection, signal) {
			const earlier = earlierOf(input.key, store);
			if (earlier !== undefined) {
				await rejoin(earlier, context);
				return toDocument(store.get(earlier.id) ?? earlier);
			}

			const {request, app, name} = checkRequest(input, context);
			if (input.localPort !== null) {
				await ensureFree(input.localPort, context.isReserved);
			}

			const desk = desks.of(request.cluster);
			const session = store.begin(intent(request, app, name, input));
			desk.care(session);
			await submitOrForget(session.id, desk, signal, context);
			return toDocument(store.get(session.id) ?? session);
		},
		async 'session.plan'(input) {
			const {request, app, name} = checkRequest(input, context);
			return plan(begin({...intent(request, app, name, input), at: context.clock.now()}), context);
		},
		async 'session.list'({all}) {
			return store
				.all()
				.filter(session => headOf(session, store.get) === session && (all || session.end === null))
				.map(toDocument);
		},
		async 'session.show'({session}) {
			return toDocument(store.find(session));
		},
		async 'session.history'({session}) {
			return historyOf(store.find(session), store);
		},
		async 'session.stop'({session}) {
			const found = store.find(session);
			if (found.end === null) {
				await stop(found, context);
			}

			return toDocument(store.get(found.id) ?? found);
		},
		async 'session.remove'({session, force}, _connection, signal) {
			const found = store.find(session);
			if (found.end === null && !force) {
				throw new Fault('usage', `session ${found.name} is not over`, {
					hint: `end it first: hpctui stop ${found.name}; or do both: hpctui rm --force ${found.name}`,
				});
			}

			return {warning: await removeFamily(found, context, signal)};
		},
	};
}

/**
 * The request with the other sessions that its settings name as ids.
 *
 * @throws {Fault} `missing` where there is no such session; `usage` where it is on another cluster, whose disks it does not see.
 */
function withSessions(request: Request, app: AppDriver, store: SessionStore): Request {
	const named = app.parameters.filter(({name, type}) => type === 'session' && (request.settings[name] ?? '') !== '');
	const ids = named.map(({name}) => {
		const found = store.find(request.settings[name] ?? '');
		if (found.request.cluster !== request.cluster) {
			throw new Fault('usage', `${app.name}: ${name}: session ${found.name} is on ${found.request.cluster}`, {
				hint: `name one on ${request.cluster}`,
			});
		}

		return [name, found.id] as const;
	});
	return {...request, settings: {...request.settings, ...Object.fromEntries(ids)}};
}

/** What is really asked for, with everything checked that can be without connecting. */
export function checkRequest(
	input: NewSession,
	context: HandlerContext,
): {request: Request; app: AppDriver; name: string} {
	const {store, configuration, registry} = context;
	const cluster = configuration.cluster(input.cluster);
	const app = pickApp(input.app, context);
	const request = withSessions(requestFrom(input, cluster, app), app, store);
	checkChoices(request, registry);
	// Settings that only make no sense together are the app's to refuse, before anything is done.
	bodyOf(app, {settings: request.settings, bind: '127.0.0.1', workdir: request.workdir});
	const live = liveNames(store);
	if (input.name !== null && live.has(checkedName(input.name))) {
		throw new Fault('usage', `there is a session called ${JSON.stringify(input.name)} already`, {
			hint: 'choose another --name, or stop that one',
		});
	}

	return {request, app, name: input.name ?? freeName(app.name, live)};
}

/** The session that was made of this very wish already, before the daemon that was asked for it ended. */
function earlierOf(key: string | undefined, store: SessionStore): Session | undefined {
	return key === undefined ? undefined : store.all().find(({requestKey}) => requestKey === key);
}

/** Waits for a submission that an earlier daemon began. It is not taken back because the way is down: it goes on later. */
async function rejoin(session: Session, context: HandlerContext): Promise<void> {
	if (session.end !== null) {
		throw new Fault('remote', `the session came to nothing: ${session.end.note}`);
	}

	if (session.submitting !== 'answered') {
		await submitOrForget(session.id, context.desks.of(session.request.cluster), NEVER, context, mayGoOn);
	}
}

const NEVER = new AbortController().signal;

type Wish = NewSession & {readonly key?: string};

function intent(request: Request, app: AppDriver, name: string, {localPort, autoRenew, key}: Wish) {
	const id = ulid();
	return {
		type: 'intended' as const,
		id,
		name,
		tag: tagFor(id),
		request,
		...(autoRenew === null ? {} : {autoRenew}),
		...(key === undefined ? {} : {requestKey: key}),
		plan: app.scale === undefined ? null : planAtStart(app.scale, request.settings),
		secrets: newSecrets(app),
		ports: portsOf(app, request.settings).map(({name: port, isRequired}, index) => ({
			name: port,
			isRequired,
			localPort: index === 0 ? localPort : null,
		})),
	};
}

/** The job script and the submit command, as they would be used; the folder's name is made up, nothing is done. */
async function plan(session: Session, context: HandlerContext): Promise<SubmissionPlan> {
	const {site} = context.desks.of(session.request.cluster);
	const driver = await site.scheduler();
	const {twists} = site.cluster;
	const folder = `/home/you/.hpctui/sessions/${session.id}`;
	const {script, command} = scriptFor(session, driver, folder, {registry: context.registry, twists});
	return {script, command: shownCommand(command, twists)};
}

/** What happened to a session and to its parts, as one story. */
function historyOf(session: Session, store: SessionStore): readonly HistoryEntry[] {
	const children = childrenOf(store.all(), session.id).flatMap(child =>
		store.history(child.id).map(entry => entryOfChild(child, entry)),
	);
	return [...store.history(session.id), ...children].toSorted(
		(one, other) => Date.parse(one.at) - Date.parse(other.at),
	);
}
