import {partsOf} from '../../core/family.js';
import {Fault} from '../../core/fault.js';
import {planAtStart, replan, type Standing, totalAfter} from '../../core/plan.js';
import type {Session} from '../../core/session.js';
import {hasStarted} from '../../core/state.js';
import type {ConnectionFiles} from '../connection-files.js';
import {command} from '../orders.js';
import {pick} from '../registry.js';
import type {Handlers} from '../server.js';
import type {HandlerContext} from './context.js';

/** An action may wait for all engines of a cluster to come back. */
const ACTION_MS = 150_000;

type PartCalls = 'session.action' | 'session.scale' | 'session.connectionFile';

/** Calls to running apps: named actions, more or fewer parts, and the file for the app's own client. */
export function partHandlers(context: HandlerContext, files: ConnectionFiles): Pick<Handlers, PartCalls> {
	const {store, registry, toDocument} = context;
	return {
		async 'session.action'({session, action}) {
			const found = store.find(session);
			const {actions = []} = pick(registry.apps, 'app', found.request.app);
			if (!actions.some(({name}) => name === action)) {
				throw new Fault('usage', `${found.request.app} has no action ${JSON.stringify(action)}`, {
					hint: actions.length === 0 ? 'it has none' : `one of: ${actions.map(({name}) => name).join(', ')}`,
				});
			}

			requireLive(found);
			if (found.node === null) {
				throw new Fault('refused', `session ${found.name} does not run yet`, {
					retry: 'later',
					hint: `run: hpctui wait ${found.name}`,
				});
			}

			const said = await command(found, [action], ACTION_MS, context);
			return {said, session: toDocument(store.get(found.id) ?? found)};
		},
		async 'session.scale'({session, name, change}) {
			const found = store.find(session);
			const {scale} = pick(registry.apps, 'app', found.request.app);
			if (scale?.name !== name) {
				throw new Fault('usage', `${found.request.app} has no ${name} to scale`, {
					hint: scale === undefined ? 'it has nothing that can be scaled' : `it has: ${scale.name}`,
				});
			}

			if (found.parent !== null) {
				throw new Fault('usage', `${found.name} is a part`, {hint: 'scale the session that it belongs to'});
			}

			requireLive(found);
			const {settings} = found.request;
			const plan = found.plan ?? planAtStart(scale, settings);
			const next = replan(plan, totalAfter(plan, change), {scale, settings}, part => standingOf(found, part));
			store.record(found.id, {type: 'planned', plan: next});
			return toDocument(store.get(found.id) ?? found);
		},
		async 'session.connectionFile'({session}) {
			return {path: files.write(store.find(session))};
		},
	};

	function standingOf(session: Session, part: string): Standing {
		const child = partsOf(store.all(), session).findLast(({parent}) => parent?.name === part);
		const isOver = child !== undefined && (child.end !== null || child.stopRequestedAt !== null);
		return isOver ? 'over' : child !== undefined && hasStarted(child) ? 'running' : 'waiting';
	}
}

function requireLive(session: Session): void {
	if (session.end !== null) {
		throw new Fault('ended', `the session ${session.name} ended`, {hint: `its output: hpctui logs ${session.id}`});
	}
}
