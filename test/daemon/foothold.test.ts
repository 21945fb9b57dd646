import {describe, expect, test} from 'vitest';
import type {Command} from '../../source/core/command.js';
import {Fault} from '../../source/core/fault.js';
import type {Link} from '../../source/core/link.js';
import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {openConfiguration} from '../../source/daemon/configuration.js';
import {createFootholds} from '../../source/daemon/foothold.js';
import type {Site} from '../../source/daemon/site.js';
import {temporaryFolder} from '../core/shells.js';
import {cluster} from './support/cluster.js';
import {fakeClock} from './support/fake-clock.js';
import {fakeDriver} from './support/fake-scheduler.js';
import {outcomeOf, scriptedLink} from './support/scripted-link.js';

const forEver = new AbortController().signal;
const refused = new Fault('auth', 'node refused the key', {retry: 'after-user'});
const entering: SchedulerDriver = {
	...fakeDriver,
	enter: ({jobId, command}) => ({...command, argv: ['step', jobId, ...command.argv]}),
};

type Wish = {
	readonly driver?: SchedulerDriver;
	/** What each login on the node comes to, in turn; the last one again and again. */
	readonly logins?: readonly (Fault | Link)[];
	readonly stepCode?: number;
};

function footholdsWith({driver = entering, logins = [refused], stepCode = 0}: Wish) {
	const folder = temporaryFolder();
	const configuration = openConfiguration({config: folder, state: folder});
	const clock = fakeClock();
	const near = scriptedLink({run: () => outcomeOf('', stepCode, stepCode === 0 ? '' : 'no such job step')});
	const asked: boolean[] = [];
	const site = {
		cluster: cluster(),
		link: {current: near, get: async () => near, getUnlessRefused: () => Promise.reject(refused)},
		scheduler: async () => driver,
		async node(_name: string, isAlone: boolean) {
			asked.push(isAlone);
			const outcome = logins[Math.min(asked.length, logins.length) - 1];
			if (outcome instanceof Fault || outcome === undefined) {
				throw outcome;
			}

			return outcome;
		},
	} as unknown as Site;
	const place = {jobId: '42', node: 'n1', startedAt: clock.now() - 3_600_000};
	return {footholds: createFootholds({site, configuration, clock}), configuration, clock, near, asked, place};
}

const command: Command = {argv: ['hostname']};

describe('a way onto the node', () => {
	test('is not sought by itself where the login was refused', async () => {
		const {footholds, place} = footholdsWith({logins: [scriptedLink({})]});
		await expect(footholds.on(place, forEver, 'by-itself')).rejects.toBe(refused);
		expect((await footholds.on(place, forEver)).by).toBe('ssh');
	});

	test('is the login host where jobs run on it', async () => {
		const {footholds, near, place} = footholdsWith({driver: {...entering, jobsRunOnLoginHost: true}});
		const foothold = await footholds.on(place, forEver);
		expect([foothold.by, foothold.link, foothold.wrap(command, true)]).toEqual(['here', near, command]);
	});

	test('is ssh where it leads there, and the command stays as it is', async () => {
		const node = scriptedLink();
		const {footholds, place, configuration} = footholdsWith({logins: [node]});
		const foothold = await footholds.on(place, forEver);
		expect([foothold.by, foothold.link, foothold.wrap(command, false)]).toEqual(['ssh', node, command]);
		expect(configuration.rememberedEntrance('iris')).toBe('ssh');
	});

	test('is the scheduler’s where ssh is refused, with the reason kept, and is tried first from then on', async () => {
		const {footholds, place, near, asked} = footholdsWith({});
		const foothold = await footholds.on(place, forEver);
		expect(foothold).toMatchObject({by: 'scheduler', link: near, passedOver: ['node refused the key']});
		expect(foothold.wrap(command, false).argv).toEqual(['step', '42', 'hostname']);
		expect((await footholds.on(place, forEver)).passedOver).toEqual([]);
		expect([asked, near.commands.length]).toEqual([[true], 1]);
	});

	test('asks the person for the node’s password only where the scheduler has no way of its own', async () => {
		const {footholds, place, asked} = footholdsWith({driver: fakeDriver});
		await expect(footholds.on(place, forEver)).rejects.toMatchObject({kind: 'auth', message: refused.message});
		expect(asked).toEqual([false]);
	});

	test('says what stopped each where none leads there', async () => {
		const {footholds, place} = footholdsWith({stepCode: 1});
		await expect(footholds.on(place, forEver)).rejects.toMatchObject({
			kind: 'auth',
			message: 'no way onto n1: node refused the key; the scheduler did not start anything on n1: no such job step',
		});
	});
});

describe('a login that is refused', () => {
	test('is tried again while the job is young, with growing pauses', async () => {
		const node = scriptedLink();
		const {footholds, clock, place, asked} = footholdsWith({logins: [refused, refused, node]});
		let by = '';
		void footholds.on({...place, startedAt: clock.now()}, forEver).then(foothold => {
			by = foothold.by;
		});
		await clock.advanceUntil(() => by !== '');
		expect([by, asked.length]).toEqual(['ssh', 3]);
	});

	test('is believed after some tries', async () => {
		const {footholds, clock, place, asked} = footholdsWith({driver: fakeDriver});
		let said = '';
		void footholds.on({...place, startedAt: clock.now()}, forEver).catch((error: unknown) => {
			said = Fault.from(error).message;
		});
		await clock.advanceUntil(() => said !== '');
		expect([said, asked.length]).toEqual(['node refused the key', 5]);
	});
});
