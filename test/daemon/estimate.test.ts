import {expect, test} from 'vitest';
import type {Command, Outcome} from '../../source/core/command.js';
import {Fault} from '../../source/core/fault.js';
import type {Submission} from '../../source/core/scheduler.js';
import {twistCommand} from '../../source/core/twists.js';
import type {HandlerContext} from '../../source/daemon/handlers/context.js';
import {estimateHandler} from '../../source/daemon/handlers/estimate.js';
import {newSession} from '../core/samples.js';
import {cluster as sample} from './support/cluster.js';
import {fakeClock} from './support/fake-clock.js';
import {fakeDriver} from './support/fake-scheduler.js';
import {sampleApp} from './support/sample-app.js';
import {outcomeOf} from './support/scripted-link.js';

const wish = newSession({walltime: 14_400, nodes: 4, cpus: 8});

/** Minutes until the start, by walltime and nodes; a text is a refusal. */
type Waits = (submission: {walltime: number; nodes: number}) => number | string | null;

/** Asks a site whose scheduler estimates so. */
async function estimated(waits: Waits, some: {readonly directives?: readonly string[]; readonly tells?: boolean} = {}) {
	const clock = fakeClock();
	const asked: Command[] = [];
	const estimate = {
		plan: (submission: Submission): Command => ({
			argv: ['fake', 'estimate', String(submission.resources.walltime), String(submission.resources.nodes)],
			stdin: ['#!/bin/sh', ...fakeDriver.directives(submission), ''].join('\n'),
		}),
		read(outcome: Outcome) {
			if (outcome.code !== 0) {
				throw new Fault('refused', new TextDecoder().decode(outcome.stderr));
			}

			return JSON.parse(new TextDecoder().decode(outcome.stdout));
		},
	};
	const cluster = sample(some.directives === undefined ? {} : {twists: {directives: some.directives}});
	const site = {
		cluster,
		link: {get: async () => undefined},
		scheduler: async () => (some.tells === false ? fakeDriver : {...fakeDriver, estimate}),
		async ask(command: Command) {
			asked.push(twistCommand(command, cluster.twists));
			const [, , walltime, nodes] = command.argv;
			const wait = waits({walltime: Number(walltime), nodes: Number(nodes)});
			return typeof wait === 'string'
				? outcomeOf('', 1, wait)
				: outcomeOf(JSON.stringify({startsAt: wait === null ? null : clock.now() + wait * 60_000, note: null}));
		},
	};
	const context = {
		clock,
		store: {all: () => []},
		configuration: {cluster: () => cluster},
		registry: {apps: new Map([['jupyter', sampleApp]]), addresses: new Map(), routes: new Map()},
		userApps: {now: () => []},
		desks: {of: () => ({site})},
	} as unknown as HandlerContext;
	const call = estimateHandler(context)['session.estimate'];
	const answer = call(wish, undefined as never, new AbortController().signal);
	return {answer: await answer, asked, now: clock.now()};
}

test('one question where it starts soon', async () => {
	const {answer, asked} = await estimated(() => 0.5);
	expect(answer).toEqual({startsAt: '2026-11-20T09:00:30Z', note: null, sooner: []});
	expect(asked).toHaveLength(1);
});

test('three where it does not, and the soonest comes first', async () => {
	const {answer, asked} = await estimated(({walltime, nodes}) => (walltime < 14_400 ? 60 : nodes < 4 ? 10 : 240));
	expect(answer.startsAt).toBe('2026-11-20T13:00:00Z');
	expect(answer.sooner).toEqual([
		{option: 'nodes', value: '2', startsAt: '2026-11-20T09:10:00Z'},
		{option: 'walltime', value: '2h', startsAt: '2026-11-20T10:00:00Z'},
	]);
	expect(asked).toHaveLength(3);
});

test('what starts no sooner, or is refused, is not told', async () => {
	const {answer} = await estimated(({walltime, nodes}) => (nodes < 4 ? 'at least four nodes' : walltime < 1 ? 0 : 240));
	expect(answer.sooner).toEqual([]);
});

test('a scheduler that does not know', async () => {
	const {answer, asked} = await estimated(() => null);
	expect(answer).toEqual({startsAt: null, note: null, sooner: []});
	expect(asked).toHaveLength(1);
});

test('a refusal is told', async () => {
	await expect(estimated(() => 'no such queue')).rejects.toMatchObject({kind: 'refused'});
});

test('a driver without estimates', async () => {
	await expect(estimated(() => 0, {tells: false})).rejects.toMatchObject({kind: 'unsupported'});
});

test("the site's directives are in the question", async () => {
	const {asked} = await estimated(() => 0, {directives: ['--reservation=course']});
	expect(asked[0]?.stdin).toContain('#FAKE --reservation=course\n#FAKE --name=hpctui-estimate');
});
