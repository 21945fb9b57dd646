import {type Instant, isoOf} from '../../core/clock.js';
import {Fault} from '../../core/fault.js';
import type {Resources} from '../../core/job.js';
import {smallerRequests} from '../../core/smaller-requests.js';
import type {StartEstimate} from '../../wire/calls.js';
import {type Estimate, estimateStart} from '../estimate-start.js';
import type {Handlers} from '../server.js';
import type {HandlerContext} from './context.js';
import {checkRequest} from './sessions.js';

/** A start within this long is as good as at once: nothing smaller is asked about. */
const SOON_MS = 60_000;
/** Questions beside the first: estimates are work for a scheduler. */
const SMALLER_QUESTIONS = 2;

/** The call that asks when a request would start, and what smaller one would start sooner. Nothing is submitted. */
export function estimateHandler(context: HandlerContext): Pick<Handlers, 'session.estimate'> {
	return {
		async 'session.estimate'(input, _connection, signal): Promise<StartEstimate> {
			const {request} = checkRequest(input, context);
			const {site} = context.desks.of(request.cluster);
			await site.link.get(signal);
			const driver = await site.scheduler();
			const ask = (resources: Resources) => estimateStart(resources, driver, site, signal);
			const first = await ask(request.resources);
			const isSoon = first.startsAt === null || first.startsAt - context.clock.now() < SOON_MS;
			return {
				startsAt: isoOf(first.startsAt),
				note: first.note,
				sooner: isSoon ? [] : await soonerThan(first.startsAt ?? 0, request.resources, ask),
			};
		},
	};
}

/** One after the other; a smaller request that the scheduler does not like is none. */
async function soonerThan(
	startsAt: Instant,
	resources: Resources,
	ask: (resources: Resources) => Promise<Estimate>,
): Promise<StartEstimate['sooner']> {
	const sooner: {option: string; value: string; startsAt: Instant}[] = [];
	for (const {option, value, resources: less} of smallerRequests(resources).slice(0, SMALLER_QUESTIONS)) {
		const start = (await ask(less).catch(notRefused))?.startsAt ?? null;
		if (start !== null && startsAt - start >= SOON_MS) {
			sooner.push({option, value, startsAt: start});
		}
	}

	return sooner
		.toSorted((one, other) => one.startsAt - other.startsAt)
		.map(each => ({...each, startsAt: isoOf(each.startsAt)}));
}

function notRefused(error: unknown): null {
	const fault = Fault.from(error);
	if (fault.kind !== 'refused' && fault.kind !== 'parse') {
		throw fault;
	}

	return null;
}
