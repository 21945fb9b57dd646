import {describe, expect, it} from 'vitest';
import {sparkline} from '../../source/ui/text/sparkline.js';
import {sessionOf} from './fixtures/documents.js';
import {opening} from './fixtures/opening.js';

const open = opening({
	sessions: [sessionOf()],
	answers: {'usage.follow': () => ({subscription: 7}), 'usage.unfollow': () => ({})},
});

const usage = {cpuShare: 0.5, memoryBytes: 4 * 1024 ** 3, memoryTotalBytes: 16 * 1024 ** 3, gpuShare: null};

describe('how busy the node is', () => {
	it('is asked while the job is looked at, and told beside it', async () => {
		const screen = open({});
		await screen.until('analysis');
		const named = (name: string) => screen.client.called.some(call => call.name === name);
		expect(named('usage.follow')).toBe(false);
		screen.press('i');
		await screen.until('walltime');
		await expect.poll(() => named('usage.follow')).toBe(true);
		await expect
			.poll(() => {
				screen.client.tell('usage.sample', {subscription: 7, usage});
				return screen.frame();
			})
			.toMatch(/node CPU +50 % +▅/);
		expect(screen.frame()).toMatch(/node memory +4G of 16G +▃/);
		expect(screen.frame()).not.toContain('node GPUs');
		screen.press('l');
		await expect.poll(() => named('usage.unfollow')).toBe(true);
	});
});

it('draws one sign for each value, the newest last', () => {
	expect(sparkline([0, 0.5, null, 1], 10)).toBe('▁▅ █');
	expect(sparkline([0, 0.5, 1], 2)).toBe('▅█');
});
