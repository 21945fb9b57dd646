import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {folderOf, isEnded} from './support/documents.js';
import {startEngine, world} from './support/engine.js';

/** A session that is over, and the daemon that saw it end. */
async function endedSession() {
	const there = world();
	const engine = await startEngine(there);
	const made = await engine.new();
	await engine.stop(made.id);
	await engine.until(made.id, isEnded);
	return {there, engine, made};
}

test('a session that is over can be removed, with its folder; one that lives cannot', async () => {
	const {there, engine, made} = await endedSession();
	const lives = await engine.new();
	await expect(engine.remove(lives.id)).rejects.toMatchObject({kind: 'usage'});
	await engine.remove(made.id);
	expect([...there.cluster.files.keys()].filter(file => file.startsWith(folderOf(made)))).toEqual([]);
	expect([...there.journal.files.keys()]).toEqual([lives.id]);
});

describe('where nobody used the way since it ended', () => {
	async function endedEarlier() {
		const {there, engine, made} = await endedSession();
		engine.engine.close();
		return {there, made, second: await startEngine(there)};
	}

	test('the way is opened, and its folder is gone', async () => {
		const {there, made, second} = await endedEarlier();
		expect([...there.cluster.files.keys()]).not.toEqual([]);
		expect(await second.remove(made.id)).toEqual({warning: null});
		expect([...there.cluster.files]).toEqual([]);
	});

	test('without a way it is forgotten, and what stays is told', async () => {
		const {there, made, second} = await endedEarlier();
		there.fault = new Fault('link', 'gateway cannot be reached');
		expect(await second.remove(made.id)).toEqual({
			warning: `its folder ${folderOf(made)} stays on iris: gateway cannot be reached`,
		});
		expect(second.engine.store.all()).toEqual([]);
	});
});
