import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import type {Activity} from '../../source/core/app.js';
import {watchIdleness} from '../../source/daemon/idle-watch.js';
import {loadRegistry} from '../../source/daemon/registry.js';
import {openStore} from '../../source/daemon/store.js';
import {intended, ready, type Untimed} from '../core/samples.js';
import {fakeClock} from './support/fake-clock.js';
import {memoryJournal} from './support/memory-journal.js';
import {sampleApp} from './support/sample-app.js';

const MINUTE = 60_000;

/** A session that is ready, whose app says this of its use; `pass` lets minutes pass until it was asked so many times. */
async function watched({limit = 60, events = ready, canTell = true} = {}) {
	const clock = fakeClock();
	const app = {said: null as Activity | null, asked: 0};
	const server = createServer((_request, response) => {
		app.asked += 1;
		response.end(JSON.stringify(app.said));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	const store = openStore({journal: memoryJournal(), clock, note: () => {}});
	store.begin({...intended, ports: [{name: 'notebook', isRequired: true, localPort: port}]});
	for (const event of events as readonly Untimed[]) {
		store.record(intended.id, event.type === 'listening' ? {...event, localPort: port} : event);
	}

	const activity = {
		port: 'notebook',
		questions: [{path: '/', headers: {}}],
		read: ([answer]: readonly {body: string}[]) => JSON.parse(answer?.body ?? 'null') as Activity | null,
	};
	const apps = new Map([['jupyter', canTell ? {...sampleApp, activity} : sampleApp]]);
	const stop = watchIdleness({store, clock, registry: {...(await loadRegistry()), apps}}, () => limit);
	onTestFinished(() => {
		stop();
		server.close();
	});
	return {
		clock,
		app,
		idle: () => store.get(intended.id)?.warnings.filter(({code}) => code === 'idle') ?? [],
		async pass(minutes: number, times: number) {
			for (let passed = 0; passed < minutes; passed += 5) {
				const before = app.asked;
				await clock.advance(5 * MINUTE);
				await vi.waitUntil(() => app.asked >= Math.min(times, before + 1) && clock.pauses.length > 0, {timeout: 5000});
			}
		},
	};
}

test('told once an idle time, and anew after it was used', async () => {
	const {app, clock, pass, idle} = await watched();
	app.said = {lastAt: clock.now(), isBusy: false};
	await pass(55, 1000);
	expect(idle()).toEqual([]);
	await pass(30, 1000);
	expect(idle()).toMatchObject([
		{message: expect.stringMatching(/^not used for 1h.*: hpctui stop analysis gives it back$/)},
	]);
	const [first] = idle();
	app.said = {lastAt: clock.now(), isBusy: false};
	await pass(70, 1000);
	expect(idle()).toHaveLength(1);
	expect(idle()[0]?.at).toBeGreaterThan(first?.at ?? 0);
});

describe('nothing is said', () => {
	test('of an app that computes', async () => {
		const {app, clock, pass, idle} = await watched();
		app.said = {lastAt: clock.now(), isBusy: true};
		await pass(90, 1000);
		expect(idle()).toEqual([]);
	});

	test('where the app does not tell', async () => {
		const {pass, idle} = await watched();
		await pass(90, 1000);
		expect(idle()).toEqual([]);
	});

	test('of an app that has no word for it, which is not asked', async () => {
		const {app, pass, idle} = await watched({canTell: false});
		await pass(90, 0);
		expect([app.asked, idle()]).toEqual([0, []]);
	});

	test('of a session that is not ready, which is not asked', async () => {
		const {app, pass} = await watched({events: ready.slice(0, -1)});
		await pass(90, 0);
		expect(app.asked).toBe(0);
	});
});
