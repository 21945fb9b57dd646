import {describe, expect, it} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {ago, JUPYTER, sessionOf} from './fixtures/documents.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening();

describe('the new-session form', () => {
	const script = '#!/bin/sh\n#SBATCH --time=02:00:00\nexec jupyter lab\n';
	const plan = () => ({script, command: 'sbatch --parsable job.sh'});
	const made = sessionOf({id: 'new', name: 'made', state: 'submitting', url: null, tunnels: [], createdAt: ago(0)});

	it('checks while one types, shows the script, and submits what was typed', async () => {
		const screen = open({
			sessions: [sessionOf()],
			answers: {'session.plan': plan, 'session.new': () => made},
		});
		await screen.until('analysis');
		screen.press('n');
		await screen.until('default: short, up to 4h, 12 of 40 nodes idle');
		screen.press(KEYS.down, KEYS.down, 'm', 'a', 'd', 'e', KEYS.down, '9', 'h');
		await screen.until('short allows 4h at most');
		screen.press(KEYS.enter);
		await screen.until('✗ short allows 4h at most');
		expect(screen.client.called.some(({name}) => name === 'session.plan')).toBe(false);
		screen.press(KEYS.backspace, KEYS.backspace, '2', 'h', KEYS.enter);
		const preview = await screen.until('script for iris');
		expect(preview).toContain('$ sbatch --parsable job.sh');
		expect(preview).toContain('#SBATCH --time=02:00:00');
		screen.press(KEYS.enter);
		expect(await screen.until('made is submitted to iris')).toMatch(/▸ ◌ submitting +made/);
		expect(screen.client.called.findLast(({name}) => name === 'session.new')?.input).toMatchObject({
			app: 'jupyter',
			cluster: 'iris',
			name: 'made',
			walltime: 7200,
			queue: null,
			cpus: null,
			settings: {},
		});
	});

	it('says what a field is for, whole, and keeps its height from field to field', async () => {
		const help =
			'Lab, or Notebook 7, or the classic Notebook 6, whichever of them is there: the first that is found in this order';
		const app = {...JUPYTER, help};
		const screen = open({sessions: [sessionOf()], apps: [app], answers: {'session.plan': plan}});
		await screen.until('analysis');
		screen.press('n');
		const first = await screen.until('whichever of');
		expect(first.replaceAll(/[│\s]+/g, ' ').replace('← → choose ', '')).toContain(help);
		screen.press(KEYS.down);
		const second = await screen.untilGone('whichever of');
		expect(second.split('\n').findIndex(line => line.includes('╰─'))).toBe(
			first.split('\n').findIndex(line => line.includes('╰─')),
		);
	});

	it('names what an app can be told as a person reads it', async () => {
		const parameter = {type: 'text', default: '', help: ''} as const;
		const parameters = [
			{...parameter, name: 'engines-per-job'},
			{...parameter, name: 'tls', type: 'boolean', default: 'false'},
		] as const;
		const screen = open({sessions: [sessionOf()], apps: [{...JUPYTER, parameters}], answers: {'session.plan': plan}});
		await screen.until('analysis');
		screen.press('n');
		const form = await screen.until('Engines per job');
		expect(form).toMatch(/TLS +no/);
	});

	it('turns choices and knows the limits of the queue that is chosen', async () => {
		const screen = open({sessions: [sessionOf()], answers: {'session.plan': plan}});
		await screen.until('analysis');
		screen.press('n');
		await screen.until('12 of 40 nodes idle');
		screen.press(KEYS.up, KEYS.up);
		await screen.until('‹ auto ›');
		screen.press(KEYS.right);
		await screen.until('‹ lab ›');
		screen.press(...Array.from({length: 8}, () => KEYS.up));
		await screen.until('‹ default: short');
		screen.press(KEYS.right, KEYS.right);
		await screen.until('‹ long, up to 7d');
		screen.press(KEYS.up, '9', 'h', KEYS.enter);
		await screen.until('script for iris');
		expect(screen.client.called.findLast(({name}) => name === 'session.plan')?.input).toMatchObject({
			queue: 'long',
			walltime: 32_400,
			settings: {flavour: 'lab'},
		});
	});

	it('offers accounts and says how many nodes are idle, and what is too much', async () => {
		const screen = open({sessions: [sessionOf()], answers: {'session.plan': plan}});
		await screen.until('analysis');
		screen.press('n');
		await screen.until('12 of 40 nodes idle');
		screen.press(...Array.from({length: 5}, () => KEYS.down));
		await screen.until('▸ Account');
		screen.press(KEYS.right);
		await screen.until('‹ physics ›');
		screen.press(KEYS.down);
		await screen.until('12 of 40 idle in short now');
		screen.press('4', '1');
		await screen.until('short has 40 nodes');
		screen.press(KEYS.backspace, KEYS.down, '3', '3');
		await screen.until('a node of short has 32');
		screen.press(KEYS.backspace, KEYS.enter);
		await screen.until('script for iris');
		const wanted = screen.client.called.findLast(({name}) => name === 'session.plan')?.input;
		expect(wanted).toMatchObject({account: 'physics', nodes: 4, cpus: 3});
	});

	it('says when it would start, and what would start sooner', async () => {
		const start = {startsAt: ago(-125), note: null, sooner: [{option: 'walltime', value: '2h', startsAt: ago(-10)}]};
		const answer = Promise.withResolvers<typeof start>();
		const answers = {'session.plan': plan, 'session.estimate': () => answer.promise};
		const screen = open({sessions: [sessionOf()], answers});
		await screen.until('analysis');
		screen.press('n', KEYS.enter);
		await screen.until('asking the scheduler when this would start');
		answer.resolve(start);
		const frame = await screen.until('in 2h 5m');
		expect(frame).toMatch(/sooner with walltime 2h: .*in 10m/);
	});

	it('says nothing of a start where nobody can tell', async () => {
		const screen = open({sessions: [sessionOf()], answers: {'session.plan': plan}});
		await screen.until('analysis');
		screen.press('n', KEYS.enter);
		await screen.until('script for iris');
		await screen.untilGone('would start');
	});

	it('keeps what was typed when the scheduler refuses', async () => {
		const refuse = () => {
			throw new Fault('refused', 'sbatch: error: Invalid account', {hint: 'ask the site for one'});
		};
		const screen = open({sessions: [sessionOf()], answers: {'session.plan': plan, 'session.new': refuse}});
		await screen.until('analysis');
		screen.press('n', KEYS.down, KEYS.down);
		await screen.until('▸ Name');
		screen.paste('pasted\nname\n');
		await screen.until('pasted name');
		screen.press(KEYS.enter);
		await screen.until('script for iris');
		screen.press(KEYS.enter);
		const frame = await screen.until('sbatch: error: Invalid account');
		expect(frame).toContain('ask the site for one');
		expect(frame).toContain('pasted name');
	});
});
