import type {Instant} from '../../core/clock.js';
import {formatDuration} from '../../core/duration.js';
import {childrenOf} from '../../core/family.js';
import {Fault} from '../../core/fault.js';
import type {ExtendResult, SchedulerDriver} from '../../core/scheduler.js';
import type {Session} from '../../core/session.js';
import {hasStarted} from '../../core/state.js';
import type {Desk} from '../desk.js';
import type {Handlers} from '../server.js';
import {endedFault, noJobFault} from '../session-faults.js';
import type {SessionStore} from '../store.js';
import {until} from '../until.js';
import type {HandlerContext} from './context.js';

/** After the scheduler accepted a new walltime, its own report should show it within this long. */
const CONFIRMATION_MS = 15_000;

/** The call that asks for another walltime. The new end is shown only as the scheduler confirms it. */
export function extendHandler(context: HandlerContext): Pick<Handlers, 'session.extend'> {
	const {store, desks, clock, toDocument} = context;
	return {
		async 'session.extend'({session, type, seconds}) {
			const found = store.find(session);
			const {id} = found.job;
			if (found.end !== null) {
				throw endedFault(found);
			}

			if (id === null) {
				throw noJobFault(found);
			}

			const total = type === 'total' ? seconds : currentWalltime(found) + seconds;
			refuseToEnd(found, total, clock.now());
			const desk = desks.of(found.request.cluster);
			await desk.site.link.get();
			const driver = await desk.site.scheduler();
			if (driver.extend === undefined) {
				throw new Fault('refused', `${driver.title} cannot change the walltime of a job`, {hint: instead(found)});
			}

			const input = {id, walltimeSeconds: total};
			const result = driver.extend.read(await desk.site.ask(driver.extend.plan(input)), input);
			desk.kick();
			if (result.type === 'refused') {
				throw refusal(found, result);
			}

			await extendParts(found, total, desk, driver, store);
			const confirmed = ({job}: Session) => typeof job.walltime === 'number' && isRoundedFrom(total, job.walltime);
			await until(store, found.id, confirmed, AbortSignal.timeout(CONFIRMATION_MS)).catch(() => {
				const message = result.note ?? 'the scheduler accepted the new walltime and does not show it yet';
				store.record(found.id, {type: 'warned', code: 'walltime-unconfirmed', message});
			});
			return toDocument(store.get(found.id) ?? found);
		},
	};
}

/** Slurm and OAR keep whole minutes, and round up. */
function isRoundedFrom(total: number, shown: number): boolean {
	return shown >= total && shown < total + 60;
}

/** Further jobs of the session end no earlier than its own; one that the scheduler refuses is told of. */
async function extendParts(
	head: Session,
	total: number,
	{site}: Desk,
	{extend}: SchedulerDriver,
	store: SessionStore,
): Promise<void> {
	const parts = childrenOf(store.all(), head.id).filter(({end, parent}) => end === null && parent?.role === 'part');
	for (const {job, parent} of parts) {
		const laterSeconds = ((job.startedAt ?? 0) - (head.job.startedAt ?? 0)) / 1000;
		const wanted = job.startedAt === null ? total : Math.max(1, Math.ceil(total - laterSeconds));
		const isShorter = typeof job.walltime === 'number' && job.walltime < wanted;
		if (extend !== undefined && job.id !== null && isShorter) {
			const input = {id: job.id, walltimeSeconds: wanted};
			const said = await site
				.ask(extend.plan(input))
				.then(outcome => extend.read(outcome, input))
				.then(result => (result.type === 'refused' ? result.said : null))
				.catch((error: unknown) => Fault.from(error).message);
			if (said !== null) {
				const message = `${parent?.name} (job ${job.id}) ends as before: ${said}`;
				store.record(head.id, {type: 'warned', code: 'walltime-of-part', message});
			}
		}
	}
}

/** Slurm takes a total that has passed already, and ends the job: nobody who says `extend` means that. */
function refuseToEnd({name, job}: Session, totalSeconds: number, now: Instant): void {
	const ranSeconds = job.phase === 'running' && job.startedAt !== null ? Math.floor((now - job.startedAt) / 1000) : 0;
	if (totalSeconds <= ranSeconds) {
		const [ran, total] = [formatDuration(ranSeconds), formatDuration(totalSeconds)];
		throw new Fault('usage', `the job has run for ${ran}: with ${total} in all it would end at once`, {
			hint: `for that much more: hpctui extend ${name} +${total.replaceAll(' ', '')}   to end it: hpctui stop ${name}`,
		});
	}
}

function currentWalltime(session: Session): number {
	const walltime = session.job.walltime ?? session.request.resources.walltime;
	if (walltime === null) {
		throw new Fault('usage', 'the walltime is not known yet, so nothing can be added to it', {
			hint: `give the new total: hpctui extend ${session.name} 8h`,
		});
	}

	if (walltime === 'unlimited') {
		throw new Fault('usage', 'this job has no walltime limit');
	}

	return walltime;
}

const REASONS: Readonly<Record<Extract<ExtendResult, {type: 'refused'}>['why'], string>> = {
	'needs-operator': 'the site lets only its operators extend a job',
	'over-limit': 'the new walltime is over the limit of the queue',
	'job-over': 'the job is over',
	unsupported: 'the scheduler cannot change the walltime of this job',
	'not-enforced': 'the scheduler says yes and ends the job at the old limit all the same',
	other: 'the scheduler refused',
};

function refusal(session: Session, result: Extract<ExtendResult, {type: 'refused'}>): Fault {
	return new Fault('refused', REASONS[result.why], {
		hint: instead(session),
		facts: {said: result.said, why: result.why},
	});
}

/** What a person can do where a site does not extend: a job that waits has nothing that could move to a successor. */
function instead(session: Session): string {
	const {name, request} = session;
	return hasStarted(session)
		? `have a successor job take over: hpctui renew ${name}`
		: `it has not started; for another walltime: hpctui rm --force ${name}, then hpctui new ${request.app} --cluster ${request.cluster} --walltime T`;
}
