import {Fault} from '../core/fault.js';
import type {Session} from '../core/session.js';

/** Somebody wants something of the job of a session that has ended. */
export function endedFault({name, request, end}: Session): Fault {
	return new Fault('ended', `session ${name} is over${end === null ? '' : `: ${end.note}`}`, {
		hint: `start a new one: hpctui new ${request.app} --cluster ${request.cluster}`,
	});
}

/** Somebody wants something of a job that is not known yet. */
export function noJobFault({name}: Session): Fault {
	return new Fault('refused', `session ${name} has no job yet`, {
		retry: 'later',
		hint: 'the scheduler has not answered; try again in a moment',
	});
}
