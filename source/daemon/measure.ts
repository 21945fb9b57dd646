import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {ByteStream} from '../core/link.js';
import {placeName} from '../core/place.js';
import type {PlannedWay} from '../core/plan-ways.js';
import type {Trial, WayPlan} from '../core/way.js';

/** The better address gets this long before the next one is tried beside it. */
const HEAD_START_MS = 120;
/** A firewall that drops says nothing: after this long an address is `silent`. */
const SILENCE_MS = 3000;
/** An address that refuses is alive: the others get this long to be better than that. */
const AFTER_REFUSAL_MS = 500;

export type MeasureOptions = {
	readonly ways: readonly PlannedWay[];
	readonly dial: (way: PlannedWay, signal: AbortSignal) => Promise<ByteStream>;
	readonly clock: Clock;
	/** Go on to later rounds although an address refused: it may be the app that listens on the node's loopback only. */
	readonly beyondRefusal: boolean;
	/** Every verdict as it comes, also those that come after a winner was found: all of it is evidence. */
	readonly onTrial: (trial: Trial) => void;
	readonly signal: AbortSignal;
};

/**
 * The first way that is open, tried round by round, the ways of a round side by side with a short head start for the
 * better ones. Null: none is. Where some address refused (alive, and nothing listens there yet) it does not wait for the
 * silent ones; they are heard to their end in the background.
 */
export async function measure(options: MeasureOptions): Promise<PlannedWay | null> {
	const rounds = [...new Set(options.ways.map(way => way.round))].sort((one, other) => one - other);
	for (const round of rounds) {
		const ways = options.ways.filter(way => way.round === round);
		const {winner, isRefused} = await tryRound(ways, options);
		if (winner !== null || options.signal.aborted || (isRefused && !options.beyondRefusal)) {
			return winner;
		}
	}

	return null;
}

type Round = {readonly winner: PlannedWay | null; readonly isRefused: boolean};

async function tryRound(ways: readonly PlannedWay[], options: MeasureOptions): Promise<Round> {
	const {promise, resolve} = Promise.withResolvers<Round>();
	let isRefused = false;
	const attempts = ways.map(async (way, index) => {
		await options.clock.sleep(index * HEAD_START_MS, options.signal).catch(() => undefined);
		const trial = await tryWay(way, options);
		options.onTrial(trial);
		if (trial.verdict === 'open') {
			resolve({winner: way, isRefused: false});
		} else if (trial.verdict === 'refused') {
			isRefused = true;
			const enough = options.clock.sleep(AFTER_REFUSAL_MS, options.signal).catch(() => undefined);
			void enough.then(() => resolve({winner: null, isRefused: true}));
		}
	});
	void Promise.all(attempts).then(() => resolve({winner: null, isRefused}));
	return promise;
}

async function tryWay(way: PlannedWay, options: MeasureOptions): Promise<Trial> {
	const begin = options.clock.now();
	const trialOf = (verdict: Trial['verdict'], said: string | null): Trial => ({
		address: way.candidate.address,
		route: way.route,
		...trialPlace(way.plan),
		interfaceName: way.candidate.interfaceName,
		verdict,
		milliseconds: options.clock.now() - begin,
		said,
	});
	const silence = new AbortController();
	const answered = new AbortController();
	options.clock.sleep(SILENCE_MS, answered.signal).then(
		() => silence.abort(new Fault('timeout', `${placeName(way.plan)} did not answer`)),
		() => undefined,
	);
	try {
		const stream = await options.dial(way, AbortSignal.any([silence.signal, options.signal]));
		stream.on('error', () => undefined);
		stream.destroy();
		return trialOf('open', null);
	} catch (error) {
		const fault = Fault.from(error);
		const said = typeof fault.facts['said'] === 'string' ? fault.facts['said'] : fault.message;
		return trialOf(silence.signal.aborted ? 'silent' : verdictOf(fault), said);
	} finally {
		answered.abort();
	}
}

const VERDICTS: ReadonlySet<unknown> = new Set(['refused', 'silent', 'unreachable', 'forbidden']);

function verdictOf(fault: Fault): Trial['verdict'] {
	const verdict = fault.facts['verdict'];
	if (VERDICTS.has(verdict)) {
		return verdict as Trial['verdict'];
	}

	return fault.kind === 'timeout' ? 'silent' : 'unknown';
}

/** Where a way leads, as a trial tells it. */
export function trialPlace(plan: WayPlan): Pick<Trial, 'host' | 'port'> {
	return 'host' in plan ? {host: plan.host, port: plan.port} : {host: placeName(plan), port: null};
}
