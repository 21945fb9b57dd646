import {expect} from 'vitest';

/** Looks until it is so. Patient: a machine that is busy with other tests takes its time. */
export function eventually<Value>(look: () => Value | Promise<Value>) {
	return expect.poll(look, {timeout: 15_000});
}
