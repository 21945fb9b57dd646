import {Fault} from '../../../source/core/fault.js';

/** The fault for a job that a person named and the scheduler does not know, or no longer. */
export function unknownJobFault(scheduler: string, id: string, said?: string): Fault {
	return new Fault('missing', `${scheduler} knows no job ${id}`, {
		hint: 'its id is wanted as the scheduler prints it, of a job that is not over',
		facts: said === undefined ? {} : {said},
	});
}
