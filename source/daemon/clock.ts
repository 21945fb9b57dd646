import {setTimeout as pause} from 'node:timers/promises';
import type {Clock} from '../core/clock.js';

/** The clock on the wall. Its pauses do not keep the process alive by themselves. */
export const wallClock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		await pause(ms, undefined, signal === undefined ? {ref: false} : {signal, ref: false});
	},
};
