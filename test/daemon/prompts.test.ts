import {describe, expect, test} from 'vitest';
import type {Question} from '../../source/core/link.js';
import {type Answerer, createPrompts, type Prompts} from '../../source/daemon/prompts.js';
import {settled} from './support/fake-clock.js';

const GATE = 'me@gateway:22';
const forEver = new AbortController().signal;

function question(text: string): Question {
	return {kind: 'keyboard-interactive', hop: 'gateway', text, prompts: [{text: 'Code: ', isSecret: true}]};
}

/** A client that a person sits at: what it was shown, and how to leave. */
function sit(prompts: Prompts, isConcerned: Answerer['isConcerned'] = () => true) {
	const seen: string[] = [];
	const {leave, look} = prompts.join({
		isConcerned,
		ask: (prompt, cluster, {text}) => seen.push(`${prompt} ${cluster}: ${text}`),
		closed: prompt => seen.push(`${prompt} closed`),
	});
	return {seen, leave, look};
}

test('a question is put to the person, and the answer goes back', async () => {
	const prompts = createPrompts();
	const {seen} = sit(prompts);
	const answer = prompts.askerFor('iris', GATE)(question('one'), forEver);
	await settled();
	expect(seen).toEqual(['1 iris: one']);
	expect(prompts.answer(1, ['123456'])).toBe(true);
	expect(await answer).toEqual(['123456']);
	expect(seen).toEqual(['1 iris: one', '1 closed']);
});

test('somebody is there for a question only where it would be put to them', () => {
	const prompts = createPrompts();
	expect(prompts.isAttended('iris', GATE)).toBe(false);
	const {leave} = sit(prompts, cluster => cluster === 'iris');
	expect([prompts.isAttended('iris', GATE), prompts.isAttended('aion', GATE)]).toEqual([true, false]);
	leave();
	expect(prompts.isAttended('iris', GATE)).toBe(false);
});

describe('one question at a time a gate', () => {
	test('two gates do not wait for each other', async () => {
		const prompts = createPrompts();
		const {seen} = sit(prompts);
		const slow = prompts.askerFor('iris', 'me@gateway:22')(question('one'), forEver);
		const quick = prompts.askerFor('cloud', 'me@bastion:22')(question('two'), forEver);
		await settled();
		expect(seen).toEqual(['1 iris: one', '2 cloud: two']);
		prompts.answer(2, ['b']);
		expect(await quick).toEqual(['b']);
		prompts.answer(1, ['a']);
		expect(await slow).toEqual(['a']);
	});

	test('in the order in which they came', async () => {
		const prompts = createPrompts();
		const {seen} = sit(prompts);
		const first = prompts.askerFor('iris', GATE)(question('one'), forEver);
		const second = prompts.askerFor('aion', GATE)(question('two'), forEver);
		await settled();
		expect(seen).toEqual(['1 iris: one']);
		prompts.answer(1, ['a']);
		expect(await first).toEqual(['a']);
		await settled();
		expect(seen).toEqual(['1 iris: one', '1 closed', '2 aion: two']);
		prompts.answer(2, ['b']);
		expect(await second).toEqual(['b']);
	});

	test('one whose connection is gone before its turn is not put at all', async () => {
		const prompts = createPrompts();
		const {seen} = sit(prompts);
		const gone = new AbortController();
		const first = prompts.askerFor('iris', GATE)(question('one'), forEver);
		const second = prompts.askerFor('aion', GATE)(question('two'), gone.signal);
		await settled();
		gone.abort();
		prompts.answer(1, null);
		expect([await first, await second]).toEqual([undefined, undefined]);
		expect(seen).toEqual(['1 iris: one', '1 closed']);
	});

	test('a connection that breaks takes its question away', async () => {
		const prompts = createPrompts();
		const {seen} = sit(prompts);
		const gone = new AbortController();
		const asked = prompts.askerFor('iris', GATE)(question('one'), gone.signal);
		await settled();
		gone.abort();
		expect(await asked).toBeUndefined();
		expect(seen.at(-1)).toBe('1 closed');
		expect(prompts.answer(1, ['late'])).toBe(false);
	});
});

describe('nobody there', () => {
	test('no answer, at once', async () => {
		const prompts = createPrompts();
		expect(await prompts.askerFor('iris', GATE)(question('one'), forEver)).toBeUndefined();
	});

	test('the last person leaves: declined', async () => {
		const prompts = createPrompts();
		const [one, other] = [sit(prompts), sit(prompts)];
		let isSettled = false;
		const asked = prompts
			.askerFor('iris', GATE)(question('one'), forEver)
			.finally(() => {
				isSettled = true;
			});
		await settled();
		one.leave();
		await settled();
		expect(isSettled).toBe(false);
		other.leave();
		expect(await asked).toBeUndefined();
	});
});

describe('several people', () => {
	test('each is asked, the first answer counts, and it is taken from the others', async () => {
		const prompts = createPrompts();
		const [one, other] = [sit(prompts), sit(prompts)];
		const asked = prompts.askerFor('iris', GATE)(question('one'), forEver);
		await settled();
		expect([one.seen, other.seen]).toEqual([['1 iris: one'], ['1 iris: one']]);
		expect(prompts.answer(1, ['first'])).toBe(true);
		expect(await asked).toEqual(['first']);
		expect(other.seen.at(-1)).toBe('1 closed');
		expect(prompts.answer(1, ['second'])).toBe(false);
	});

	test('who comes later is shown what is open', async () => {
		const prompts = createPrompts();
		sit(prompts);
		const asked = prompts.askerFor('iris', GATE)(question('one'), forEver);
		await settled();
		const late = sit(prompts);
		expect(late.seen).toEqual(['1 iris: one']);
		prompts.answer(1, ['x']);
		await asked;
	});
});

describe('whom a question concerns', () => {
	test('nobody: no answer, whoever else is there', async () => {
		const prompts = createPrompts();
		const {seen} = sit(prompts, cluster => cluster === 'aion');
		expect(await prompts.askerFor('iris', GATE)(question('one'), forEver)).toBeUndefined();
		expect(seen).toEqual([]);
	});

	test('one of two: only they see it, and it is over when they leave', async () => {
		const prompts = createPrompts();
		const [theirs, other] = [sit(prompts, cluster => cluster === 'iris'), sit(prompts, () => false)];
		const asked = prompts.askerFor('iris', GATE)(question('one'), forEver);
		await settled();
		theirs.leave();
		expect(await asked).toBeUndefined();
		expect([theirs.seen, other.seen]).toEqual([['1 iris: one'], []]);
	});

	test('somebody whom it concerns from now on sees it once', async () => {
		const prompts = createPrompts();
		sit(prompts);
		let isConcerned = false;
		const late = sit(prompts, () => isConcerned);
		const asked = prompts.askerFor('iris', GATE)(question('one'), forEver);
		await settled();
		isConcerned = true;
		late.look();
		late.look();
		expect(late.seen).toEqual(['1 iris: one']);
		prompts.answer(1, ['x']);
		await asked;
	});
});

test('declined is no answer', async () => {
	const prompts = createPrompts();
	sit(prompts);
	const asked = prompts.askerFor('iris', GATE)(question('one'), forEver);
	await settled();
	prompts.answer(1, null);
	expect(await asked).toBeUndefined();
});

test('an answer to another question is none to this one', async () => {
	const prompts = createPrompts();
	sit(prompts);
	const asked = prompts.askerFor('iris', GATE)(question('one'), forEver);
	await settled();
	expect(prompts.answer(7, ['x'])).toBe(false);
	prompts.answer(1, ['y']);
	expect(await asked).toEqual(['y']);
});
