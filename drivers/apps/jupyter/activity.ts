import type {Activity} from '../../../source/core/app.js';
import type {HttpAnswer} from '../../../source/core/app-answer.js';

/**
 * When a Jupyter server was used last, from `api/status` (`last_activity`: kernels, terminals and the API) and `api/kernels`
 * (`execution_state`). A kernel that computes says nothing for hours, so `busy` counts as use. Both questions are asked so that they
 * do not count as use themselves (`no_track_activity`, jupyter_server base/handlers.py; Notebook 6 knows it too).
 */
export function readActivity([status, kernels]: readonly HttpAnswer[]): Activity | null {
	const server = objectOf(status);
	const running = arrayOf(kernels);
	if (server === null || running === null) {
		return null;
	}

	const instants = [server, ...running].flatMap(entry => instantOf(entry['last_activity'] ?? entry['started']));
	return instants.length === 0
		? null
		: {lastAt: Math.max(...instants), isBusy: running.some(kernel => kernel['execution_state'] === 'busy')};
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(response: HttpAnswer | undefined): Fields | null {
	const value = bodyOf(response);
	return isObject(value) ? value : null;
}

function arrayOf(response: HttpAnswer | undefined): readonly Fields[] | null {
	const value = bodyOf(response);
	return Array.isArray(value) ? value.filter(isObject) : null;
}

function isObject(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bodyOf(response: HttpAnswer | undefined): unknown {
	try {
		return response?.status === 200 ? JSON.parse(response.body) : null;
	} catch {
		return null;
	}
}

function instantOf(value: unknown): readonly number[] {
	const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	return Number.isNaN(at) ? [] : [at];
}
