import {Fault} from '../../source/core/fault.js';

/** The fault that a function throws. */
export function faultOf(run: () => unknown): Fault {
	try {
		run();
	} catch (error) {
		return Fault.from(error);
	}

	throw new Error('nothing was thrown');
}
