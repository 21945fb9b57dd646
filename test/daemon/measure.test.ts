import {PassThrough} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import type {PlannedWay} from '../../source/core/plan-ways.js';
import type {Trial, WayPlan} from '../../source/core/way.js';
import {measure, trialPlace} from '../../source/daemon/measure.js';
import {fakeClock} from './support/fake-clock.js';
import {byteStream} from './support/scripted-link.js';

/** How a host takes a connection, and after how long. `silent`: it never answers. */
type Host = readonly [
	answer: 'open' | 'refused' | 'unreachable' | 'forbidden' | 'strange' | 'silent',
	afterMs?: number,
];

function way(host: string, round: number): PlannedWay {
	const candidate = {address: `address of ${host}`, host, interfaceName: null, rank: 0};
	return {candidate, round, route: `route ${round}`, plan: {via: 'last-hop', host, port: 8888}};
}

const hostOf = (plan: WayPlan): string => trialPlace(plan).host;

/** Measures rounds of hosts; what it told and chose, with the time of each. */
function measuring(rounds: readonly Readonly<Record<string, Host>>[], {beyondRefusal = false} = {}) {
	const clock = fakeClock();
	const begin = clock.now();
	const dialled: string[] = [];
	const trials: Trial[] = [];
	const stop = new AbortController();
	const hosts = new Map(rounds.flatMap(round => Object.entries(round)));
	const streams: PassThrough[] = [];
	const dial = async ({plan}: PlannedWay, signal: AbortSignal) => {
		const [answer, afterMs = 0] = hosts.get(hostOf(plan)) ?? ['silent'];
		dialled.push(`${hostOf(plan)} ${clock.now() - begin}`);
		await clock.sleep(answer === 'silent' ? 1e9 : afterMs, signal);
		if (answer === 'open') {
			const stream = new PassThrough();
			streams.push(stream);
			return byteStream(stream);
		}

		throw new Fault('link', `${hostOf(plan)} said no`, {facts: {verdict: answer, said: answer}});
	};
	let chosen: string | null | undefined;
	let chosenAt = 0;
	const done = measure({
		ways: rounds.flatMap((round, index) => Object.keys(round).map(host => way(host, index))),
		dial,
		clock,
		beyondRefusal,
		onTrial: trial => trials.push(trial),
		signal: stop.signal,
	}).then(winner => {
		chosen = winner === null ? null : hostOf(winner.plan);
		chosenAt = clock.now() - begin;
	});
	return {
		clock,
		dialled,
		trials,
		streams,
		stop,
		done,
		verdicts: () => trials.map(trial => `${trial.host} ${trial.verdict}`),
		async result() {
			await clock.advanceUntil(() => chosen !== undefined);
			return [chosen, chosenAt];
		},
	};
}

describe('which way is chosen, and when', () => {
	test.each<[string, readonly Readonly<Record<string, Host>>[], readonly [string | null, number]]>([
		['the better one answers', [{ib0: ['open', 20], em1: ['open', 5]}], ['ib0', 20]],
		[
			'the better one is slower than its head start and the other',
			[{ib0: ['open', 500], em1: ['open', 5]}],
			['em1', 125],
		],
		['the better one is silent', [{em1: ['silent'], ib0: ['open', 30]}], ['ib0', 150]],
		['each has a head start over the next', [{a: ['silent'], b: ['silent'], c: ['open', 1]}], ['c', 241]],
		['all are silent', [{a: ['silent'], b: ['silent']}], [null, 3120]],
		['it refuses, and the other one is open a little later', [{a: ['refused', 5], b: ['open', 300]}], ['b', 420]],
		['it refuses: the silent one is not waited for', [{a: ['refused', 5], b: ['silent']}], [null, 505]],
		['all refuse', [{a: ['refused', 5], b: ['refused', 5]}], [null, 125]],
		['one alone refuses', [{a: ['refused', 5]}], [null, 5]],
		['nothing to try', [], [null, 0]],
		['a later round, after silence', [{a: ['silent']}, {b: ['open', 10]}], ['b', 3010]],
		['no later round after a refusal: the app is starting', [{a: ['refused', 5]}, {b: ['open', 10]}], [null, 5]],
		['nor where another address kept silent', [{a: ['refused', 5], c: ['silent']}, {b: ['open']}], [null, 505]],
		['forbidden by the first route', [{a: ['forbidden', 5]}, {b: ['open', 10]}], ['b', 15]],
	])('%s', async (_what, rounds, wanted) => {
		expect(await measuring(rounds).result()).toEqual(wanted);
	});

	test('beyond a refusal, where patience with it is over', async () => {
		const rounds = [{a: ['refused', 5]}, {b: ['open', 10]}] as const;
		expect(await measuring(rounds, {beyondRefusal: true}).result()).toEqual(['b', 15]);
	});
});

describe('evidence', () => {
	test('of those who lost is heard to its end', async () => {
		const {clock, result, verdicts, trials} = measuring([{em1: ['silent'], eth0: ['refused', 400], ib0: ['open', 5]}]);
		expect(await result()).toEqual(['ib0', 245]);
		expect(verdicts()).toEqual(['ib0 open']);
		await clock.advance(10_000);
		expect(verdicts()).toEqual(['ib0 open', 'eth0 refused', 'em1 silent']);
		expect(trials.map(trial => trial.milliseconds)).toEqual([5, 400, 3000]);
	});

	test('says what was tried, and what came of it', async () => {
		const {result, trials} = measuring([{a: ['unreachable', 7]}]);
		await result();
		expect(trials).toEqual([
			{
				address: 'address of a',
				route: 'route 0',
				host: 'a',
				port: 8888,
				interfaceName: null,
				verdict: 'unreachable',
				milliseconds: 7,
				said: 'unreachable',
			},
		]);
	});

	test.each<[Host[0], Trial['verdict']]>([
		['refused', 'refused'],
		['unreachable', 'unreachable'],
		['forbidden', 'forbidden'],
		['strange', 'unknown'],
		['silent', 'silent'],
		['open', 'open'],
	])('%s is %s', async (answer, verdict) => {
		const {result, verdicts} = measuring([{a: [answer, 1]}]);
		await result();
		expect(verdicts()).toEqual([`a ${verdict}`]);
	});
});

test('connections that were opened to measure are closed', async () => {
	const {clock, result, streams} = measuring([{a: ['open', 200], b: ['open', 5]}]);
	await result();
	await clock.advance(1000);
	expect(streams.map(stream => stream.destroyed)).toEqual([true, true]);
	expect(clock.pauses).toEqual([]);
});

test('ended early: nothing more is tried', async () => {
	const {clock, done, dialled, stop} = measuring([{a: ['silent']}, {b: ['open', 5]}]);
	await clock.advance(100);
	stop.abort(new Fault('cancelled', 'the session is over'));
	await done;
	expect(dialled).toEqual(['a 0']);
	expect(clock.pauses).toEqual([]);
});
