import {expect, test} from 'vitest';
import {readActivity} from '../../drivers/apps/jupyter/activity.js';

const answer = (value: unknown, status = 200) => ({
	status,
	headers: {},
	body: typeof value === 'string' ? value : JSON.stringify(value),
});
// As Notebook 6.4.12 answers (Debian 12).
const STATUS = {
	connections: 1,
	kernels: 1,
	last_activity: '2026-11-20T09:00:00.000000Z',
	started: '2026-11-20T08:00:00.000000Z',
};
const KERNEL = {
	id: 'k',
	name: 'python3',
	last_activity: '2026-11-20T09:30:00.123456Z',
	execution_state: 'idle',
	connections: 0,
};
const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);

test.each([
	['the latest of server and kernels', STATUS, [KERNEL], {lastAt: at('09:30:00.123'), isBusy: false}],
	['the server alone', STATUS, [], {lastAt: at('09:00:00'), isBusy: false}],
	['its start, where nothing was done', {started: STATUS.started}, [], {lastAt: at('08:00:00'), isBusy: false}],
	[
		'a kernel that computes',
		STATUS,
		[KERNEL, {...KERNEL, execution_state: 'busy'}],
		{lastAt: at('09:30:00.123'), isBusy: true},
	],
	['no JSON', '<html>', [], null],
	['not what was asked for', STATUS, {message: 'x'}, null],
	['no time', {}, [], null],
])('%s', (_what, status, kernels, wanted) => {
	expect(readActivity([answer(status), answer(kernels)])).toEqual(wanted);
});

test('a refusal tells nothing', () => {
	expect(readActivity([answer(STATUS, 403), answer([])])).toBeNull();
	expect(readActivity([])).toBeNull();
});
