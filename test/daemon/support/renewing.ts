import type {NewSession, SessionDocument} from '../../../source/core/session-document.js';
import {folderOf, isReady} from './documents.js';
import {type Engine, serveApp, startEngine, startJob, type World, world} from './engine.js';

/** Where the app listens in the old job, and where in its successor. */
export const OLD_PORT = 23_456;
export const NEW_PORT = 24_456;
/** The successor serves, and the old job is gone. */
export const isRenewed = (document: SessionDocument) =>
	document.state === 'ready' && document.renewals === 1 && document.predecessor === null && document.successor === null;

/** A session that is ready as job 101; its successor's app answers as soon as that is started. */
export async function readySession(there: World = world(), some: Partial<NewSession> = {}) {
	const engine = await startEngine(there);
	const made = await engine.new({name: 'analysis', walltime: 14_400, ...some});
	const token = engine.engine.store.get(made.id)?.secrets['token'] ?? '';
	await serveApp(there, OLD_PORT, token);
	await serveApp(there, NEW_PORT, token);
	startJob(there, {id: '101', folder: folderOf(made), host: 'iris-013', port: OLD_PORT});
	const ready = await engine.until(made.id, isReady);
	return {there, engine, ready, id: made.id, token, port: ready.tunnels[0]?.localPort ?? 0};
}

/** The scheduler starts whatever waits for it. */
function startSuccessors({cluster, clock}: World): void {
	for (const [id, {report, script}] of cluster.scheduler.jobs) {
		if (report.phase === 'queued') {
			const folder = script.replace(/\/job\.sh$/, '');
			startJob({cluster, clock} as World, {id, folder, host: 'iris-014', port: NEW_PORT});
		}
	}
}

/** Lets the scheduler work until the session is as wanted. */
export function until(engine: Engine, there: World, id: string, isWanted: (document: SessionDocument) => boolean) {
	return engine.until(id, document => {
		startSuccessors(there);
		return isWanted(document);
	});
}

/** The job is over: only accounting still knows it. */
export function end({cluster}: World, id: string, outcome: 'timeout' | 'completed' | 'cancelled' | 'failed'): void {
	const known = cluster.scheduler.jobs.get(id);
	cluster.scheduler.jobs.delete(id);
	if (known !== undefined) {
		cluster.scheduler.archive.set(id, {...known.report, phase: 'over', nativeState: outcome.toUpperCase(), outcome});
	}
}

export const jobsOf = ({cluster}: World) => [...cluster.scheduler.jobs.keys()];
export const cancelsOf = ({cluster}: World) => cluster.scheduler.asked.filter(line => line.startsWith('cancel'));
