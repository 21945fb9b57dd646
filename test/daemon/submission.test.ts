import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {isWithoutJob} from '../../source/daemon/submission.js';
import {sessionAfter, type Untimed} from '../core/samples.js';
import {outcomeOf} from './support/scripted-link.js';
import {submittingDaemon as daemon, FOLDER, ID, TAG} from './support/submitting.js';

test('the folder, the secrets, the script, then the question: each on disk before the next', async () => {
	const {begin, submit: run, cluster, journal, store} = daemon();
	begin();
	expect(await run()).toBeNull();
	expect(journal.files.get(ID)?.map(event => event.type)).toEqual(['intended', 'staged', 'asked', 'submitted']);
	expect([...cluster.files.keys()]).toEqual([`${FOLDER}/token`, `${FOLDER}/job.sh`]);
	expect(cluster.files.get(`${FOLDER}/token`)).toBe('SECRET-TOKEN');
	expect(cluster.files.get(`${FOLDER}/job.sh`)).not.toContain('SECRET');
	expect(cluster.files.get(`${FOLDER}/job.sh`)).toContain(`#FAKE --name=${TAG}`);
	expect(cluster.scheduler.asked).toEqual([`submit ${TAG} ${FOLDER}/job.sh`]);
	expect(store.get(ID)?.job.id).toBe(cluster.scheduler.bearing(TAG)[0]);
});

test('no secret is in any command', async () => {
	const {begin, submit: run, transport} = daemon();
	begin();
	await run();
	expect(JSON.stringify(transport.links.flatMap(link => link.commands))).not.toContain('SECRET');
});

test('a session that has its job is not submitted again', async () => {
	const {begin, submit: run, asked} = daemon();
	begin();
	await run();
	await run();
	expect(asked('submit')).toBe(1);
});

describe('the answer is lost', () => {
	test.each(['lost-after', 'garbled'] as const)('%s the job was made: it is found by its tag', async mishap => {
		const {begin, submit: run, asked, cluster, store} = daemon();
		begin();
		cluster.scheduler.spoil('submit', mishap);
		expect(await run()).toBeNull();
		expect([asked('submit'), asked('find')]).toEqual([1, 1]);
		expect(store.get(ID)?.job.id).toBe(cluster.scheduler.bearing(TAG)[0]);
	});

	test('before the job was made: looked for several times, then submitted again', async () => {
		const {begin, submit: run, asked, cluster, clock} = daemon();
		begin();
		const began = clock.now();
		cluster.scheduler.spoil('submit', 'lost-before');
		expect(await run()).toBeNull();
		expect([asked('submit'), asked('find')]).toEqual([2, 4]);
		expect(clock.now() - began).toBeGreaterThan(5000);
		expect(cluster.scheduler.bearing(TAG)).toHaveLength(1);
	});

	test('the job is listed late: it is found all the same', async () => {
		const {begin, submit: run, asked, cluster} = daemon();
		begin();
		cluster.scheduler.spoil('submit', 'lost-after');
		cluster.scheduler.spoil('find', outcomeOf('[]'), outcomeOf('[]'));
		expect(await run()).toBeNull();
		expect([asked('submit'), asked('find')]).toEqual([1, 3]);
	});

	test('time after time: it is given up with the tag to look for, and the job may exist', async () => {
		const {begin, submit: run, asked, cluster, store} = daemon();
		begin();
		cluster.scheduler.spoil('submit', ...Array.from({length: 9}, () => 'lost-before' as const));
		const fault = await run();
		expect(fault).toMatchObject({kind: 'link', retry: 'later', hint: expect.stringContaining(TAG)});
		expect(asked('submit')).toBeLessThanOrEqual(4);
		expect(isWithoutJob(store.get(ID), fault as Fault)).toBe(false);
	});

	test('nobody answers the look-up: it waits longer and longer, and submits nothing', async () => {
		const {begin, submit: run, asked, cluster, clock} = daemon();
		begin();
		const began = clock.now();
		cluster.scheduler.spoil('submit', 'lost-after');
		const silence = Array.from({length: 60}, () => outcomeOf('', 9, 'no controller'));
		cluster.scheduler.spoil('find', ...silence);
		expect(await run()).toBeNull();
		expect([asked('submit'), asked('find')]).toEqual([1, 61]);
		expect(clock.now() - began).toBeGreaterThan(20 * 60_000);
	});

	test('the way needs a person now: told, and the session may have a job', async () => {
		const {begin, submit: run, cluster, fault, transport, store} = daemon();
		begin();
		cluster.around = (what, effect) => {
			const value = effect();
			if (what !== 'fake submit') {
				return value;
			}

			fault.atLogin = new Fault('auth', 'a code is asked for');
			transport.links.at(-1)?.fail();
			return new Promise(() => {});
		};
		const ended = await run();
		expect(ended?.kind).toBe('auth');
		expect(isWithoutJob(store.get(ID), ended as Fault)).toBe(false);
		expect(cluster.scheduler.bearing(TAG)).toHaveLength(1);
	});
});

describe('refused', () => {
	const refusal = outcomeOf('', 1, 'invalid partition');

	test('nothing is left on the cluster, and there is no job', async () => {
		const {begin, submit: run, cluster, asked, store} = daemon();
		begin();
		cluster.scheduler.spoil('submit', refusal);
		const fault = await run();
		expect(fault).toMatchObject({kind: 'refused', message: 'invalid partition', exitCode: 6});
		expect([...cluster.files]).toEqual([]);
		expect(asked('find')).toBe(0);
		expect(isWithoutJob(store.get(ID), fault as Fault)).toBe(true);
	});

	test('the second time, after a lost answer: the same', async () => {
		const {begin, submit: run, cluster} = daemon();
		begin();
		cluster.scheduler.spoil('submit', 'lost-before', refusal);
		expect(await run()).toMatchObject({kind: 'refused'});
		expect([...cluster.files]).toEqual([]);
	});

	test('a home that takes no files: told, nothing is left and nothing was asked', async () => {
		const {begin, submit: run, cluster, asked} = daemon();
		begin();
		cluster.around = (what, effect) => {
			if (what.endsWith('job.sh')) {
				throw new Fault('remote', 'no space left on device');
			}

			return effect();
		};
		expect(await run()).toMatchObject({kind: 'remote', message: 'no space left on device'});
		expect([...cluster.files]).toEqual([]);
		expect(asked('submit')).toBe(0);
	});

	test('a disk of our own that is full: nothing is asked, nothing is left', async () => {
		const {begin, submit: run, cluster, journal, asked} = daemon();
		begin();
		cluster.around = (_what, effect) => {
			journal.isFull = true;
			return effect();
		};
		expect(await run()).toMatchObject({kind: 'daemon'});
		expect(asked('submit')).toBe(0);
		expect([...cluster.files]).toEqual([]);
	});
});

describe('the person changed their mind', () => {
	test('before there was a way: nothing is done', async () => {
		const {begin, submit: run, changeOfMind, cluster} = daemon();
		begin();
		changeOfMind.abort(new Fault('cancelled', 'interrupted'));
		expect(await run()).toMatchObject({kind: 'cancelled'});
		expect([...cluster.files, ...cluster.scheduler.asked]).toEqual([]);
	});

	test('while the script was put: nothing is submitted, nothing is left', async () => {
		const {begin, submit: run, changeOfMind, cluster} = daemon();
		begin();
		cluster.around = (what, effect) => {
			if (what.endsWith('job.sh')) {
				changeOfMind.abort(new Fault('cancelled', 'interrupted'));
			}

			return effect();
		};
		expect(await run()).toMatchObject({kind: 'cancelled'});
		expect([...cluster.files, ...cluster.scheduler.asked]).toEqual([]);
	});

	test('after the scheduler was asked: the job is theirs', async () => {
		const {begin, submit: run, changeOfMind, cluster, store} = daemon();
		begin();
		cluster.around = (what, effect) => {
			if (what === 'fake submit') {
				changeOfMind.abort(new Fault('cancelled', 'interrupted'));
			}

			return effect();
		};
		expect(await run()).toBeNull();
		expect(store.get(ID)?.submitting).toBe('answered');
	});
});

test.each<[string, readonly Untimed[], boolean]>([
	['never asked', [], true],
	['asked', [{type: 'asked'}], false],
	['answered', [{type: 'asked'}, {type: 'submitted', jobId: '1'}], true],
])('%s, and the way broke: certain that there is no job to be lost is %s', (_what, events, isCertain) => {
	expect(isWithoutJob(sessionAfter(...events), new Fault('link', 'broke'))).toBe(isCertain);
});
