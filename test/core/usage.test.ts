import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {expect, test} from 'vitest';
import {createUsageReader, USAGE_COMMAND} from '../../source/core/usage.js';

test('the processor’s share is what was used between two lines', () => {
	const read = createUsageReader();
	expect(read('100 1000 2048 4096 -')).toEqual({
		cpuShare: null,
		memoryBytes: 2_097_152,
		memoryTotalBytes: 4_194_304,
		gpuShare: null,
	});
	expect(read('150 1100 2048 4096 37.5')).toMatchObject({cpuShare: 0.5, gpuShare: 0.375});
	expect(read('150 1100 2048 4096 -')).toMatchObject({cpuShare: null});
});

test.each([
	['- - - - -', {cpuShare: null, memoryBytes: null, memoryTotalBytes: null, gpuShare: null}],
	['5 2 1 1 250', {cpuShare: null, gpuShare: 1}],
])('%s is what is known', (line, usage) => {
	expect(createUsageReader()(line)).toMatchObject(usage);
});

test.each(['', 'Welcome to node1', '1 2 3 4', '1 2 3 4 5 6'])('%j is none of our lines', line => {
	expect(createUsageReader()(line)).toBe(null);
});

test('this machine tells, and the program ends when nobody reads', async () => {
	const [file, ...words] = USAGE_COMMAND.argv;
	const program = spawn(file, words, {stdio: ['ignore', 'pipe', 'ignore']});
	const ended = new Promise<number | null>(resolve => program.once('close', resolve));
	const read = createUsageReader();
	for await (const line of createInterface({input: program.stdout})) {
		const usage = read(line);
		expect(usage?.memoryTotalBytes).toBeGreaterThan(2 ** 20);
		if (usage !== null && usage.cpuShare !== null) {
			expect(usage.cpuShare).toBeLessThanOrEqual(1);
			break;
		}
	}

	program.stdout.destroy();
	await ended;
});
