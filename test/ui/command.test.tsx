import {describe, expect, it} from 'vitest';
import {readCompletions} from '../../source/ui/program.js';
import {sessionOf} from './fixtures/documents.js';
import {KEYS, type Mounted, type MountOptions} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const openScreen = opening({sessions: [sessionOf()]});
const open = async (options?: MountOptions) => {
	const screen = openScreen(options);
	await screen.until('analysis');
	return screen;
};

const type = (screen: Mounted, text: string) => screen.press(...text);

describe('a command in the screen', () => {
	it('is run as in the shell, on the selected session where % stands', async () => {
		const ran: (readonly string[])[] = [];
		const screen = await open({
			run: async argv => {
				ran.push(argv);
				return {code: 0, text: 'id     01AB\nstate  ready\n'};
			},
		});
		type(screen, ':show %');
		await screen.until(' : show %');
		screen.press(KEYS.enter);
		expect(await screen.until('state  ready')).toContain(': show %');
		expect(ran).toEqual([['show', 'analysis']]);
		screen.press('q');
		await screen.untilGone('state  ready');
	});

	it('tells a line of good news without a dialog, and a failure with its exit code', async () => {
		const ends = [
			{code: 0, text: 'iris is removed\n'},
			{code: 3, text: 'hpctui: no session "x"\n  see: hpctui ls\n'},
		];
		const screen = await open({run: async () => ends.shift() ?? {code: 1, text: ''}});
		type(screen, ':cluster rm iris');
		screen.press(KEYS.enter);
		expect(await screen.until('✓ iris is removed')).not.toContain('Esc close');
		type(screen, ':show x');
		screen.press(KEYS.enter);
		expect(await screen.until('exit code 3')).toContain('see: hpctui ls');
	});

	it('shows all that a command said, however long its lines', async () => {
		const text = `warning  ${'many words '.repeat(20)}the last of them`;
		const screen = await open({run: async () => ({code: 1, text})});
		type(screen, ':ls');
		screen.press(KEYS.enter);
		await screen.until('the last of them');
	});

	it('completes the word by the program’s own completion, and shows what may follow', async () => {
		const asked: (readonly string[])[] = [];
		const offers = [
			[
				{word: 'test', what: 'connect hop by hop'},
				{word: 'transport', what: ''},
			],
			[{word: 'test', what: 'connect hop by hop'}],
		];
		const screen = await open({
			complete: async words => {
				asked.push(words);
				return offers.shift() ?? [];
			},
		});
		type(screen, ':cluster ');
		screen.press(KEYS.tab);
		const frame = await screen.until('connect hop by hop');
		expect(frame).toContain(' : cluster t');
		expect(frame).toContain('may follow');
		type(screen, 'e');
		await screen.untilGone('may follow');
		screen.press(KEYS.tab);
		await screen.until(' : cluster test ');
		expect(asked).toEqual([
			['cluster', ''],
			['cluster', 'te'],
		]);
		screen.press(KEYS.escape);
		await screen.untilGone(' : cluster');
	});

	it('brings back the commands of before', async () => {
		const screen = await open({run: async () => ({code: 0, text: 'fine\n'})});
		for (const command of [':ls', ':doctor']) {
			type(screen, command);
			screen.press(KEYS.enter);
			await screen.until(/✓ fine/);
			screen.press(KEYS.escape);
			await screen.untilGone('✓ fine');
		}

		type(screen, ':');
		screen.press(KEYS.up);
		await screen.until(' : doctor');
		screen.press(KEYS.up);
		await screen.until(' : ls');
		screen.press(KEYS.down, KEYS.down);
		await screen.untilGone(' : doctor');
	});

	it('leaves by :q, and runs nothing that would not end', async () => {
		const screen = await open({run: () => Promise.reject(new Error('it ran'))});
		type(screen, ':logs % --follow');
		screen.press(KEYS.enter);
		await screen.until('logs --follow does not end');
		type(screen, ':q');
		screen.press(KEYS.enter);
		await expect.poll(() => screen.outside.done).toContain('leave');
	});
});

describe('what the completion prints', () => {
	it('is words and what they are', () => {
		expect(readCompletions('cluster\tnames a cluster\nls\t\n')).toEqual([
			{word: 'cluster', what: 'names a cluster'},
			{word: 'ls', what: ''},
		]);
	});
});
