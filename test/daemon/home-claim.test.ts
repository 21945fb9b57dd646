import {readdirSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {expect, onTestFinished, test, vi} from 'vitest';
import {claimHome, type HomeClaimOptions} from '../../source/daemon/home-claim.js';
import {homeRecordIn, readHomeRecord} from '../../source/wire/home-record.js';
import {temporaryFolder} from '../core/shells.js';
import {faultOf} from '../core/thrown.js';

function home() {
	const state = temporaryFolder();
	const lost: string[] = [];
	const claim = (machine: string, some: Partial<HomeClaimOptions> = {}) => {
		const made = claimHome({state, socket: `/run/${machine}`, machine, onLost: () => lost.push(machine), ...some});
		onTestFinished(() => made.release());
		return made;
	};
	/** As if whoever has it had shown no life for so long. */
	const age = (seconds: number) => {
		const then = Date.now() / 1000 - seconds;
		utimesSync(homeRecordIn(state), then, then);
	};
	return {state, lost, claim, age};
}

test('says who has it, and nothing once it is released', () => {
	const {state, claim} = home();
	const made = claim('desk');
	expect(readHomeRecord(state)).toMatchObject({machine: 'desk', pid: process.pid, socket: '/run/desk'});
	expect(made.isOurs()).toBe(true);
	made.release();
	expect(readdirSync(state)).toEqual([]);
});

test('another daemon of this machine, by whatever socket: it runs already, and where', () => {
	const {claim} = home();
	claim('desk');
	const fault = faultOf(() => claim('desk', {socket: '/run/other'}));
	expect(fault).toMatchObject({kind: 'daemon', hint: 'it listens at /run/desk', facts: {isRunning: true}});
});

test('another machine: refused while it shows that it lives, with its name and what to do', () => {
	const {claim, state} = home();
	claim('laptop');
	const fault = faultOf(() => claim('desk'));
	expect(fault).toMatchObject({kind: 'config', hint: expect.stringContaining('HPCTUI_HOME')});
	expect(fault.message).toContain('the daemon of this home runs on');
	expect(readHomeRecord(state)?.machine).toBe('laptop');
});

/** What another machine's daemon leaves that was killed: its record, and no lock that means anything here. */
function leaveRecord(state: string, machine: string): void {
	writeFileSync(homeRecordIn(state), JSON.stringify({machine, host: machine, pid: 7, start: 'x', socket: '/run/x'}));
}

test('another machine that shows no life any more: taken over', () => {
	const {claim, state, age} = home();
	leaveRecord(state, 'laptop');
	expect(faultOf(() => claim('desk')).message).toContain('laptop (process 7)');
	age(120);
	claim('desk');
	expect(readHomeRecord(state)?.machine).toBe('desk');
});

test('the one that slept meanwhile finds out before it writes, and leaves the record alone', () => {
	const {claim, state, lost} = home();
	const sleeper = claim('laptop', {beatMs: 0});
	leaveRecord(state, 'desk');
	vi.useFakeTimers({now: Date.now() + 60_000, toFake: ['Date']});
	onTestFinished(() => void vi.useRealTimers());
	expect(sleeper.isOurs()).toBe(false);
	expect(lost).toEqual(['laptop']);
	sleeper.release();
	expect(readHomeRecord(state)?.machine).toBe('desk');
});

test('shows that it lives', async () => {
	const {claim, state, age} = home();
	claim('laptop', {beatMs: 20});
	age(3600);
	await vi.waitUntil(() => Date.now() - statSync(homeRecordIn(state)).mtimeMs < 60_000);
});

test('a record that nobody can read is no claim', () => {
	const {claim, state} = home();
	writeFileSync(homeRecordIn(state), '{"machine":');
	claim('desk');
	expect(readHomeRecord(state)?.machine).toBe('desk');
});
