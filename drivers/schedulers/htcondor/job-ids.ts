import {Fault} from '../../../source/core/fault.js';

/** `42.0`: cluster and process; `42` alone stands for the whole cluster. */
const ID = /^[1-9]\d*(?:\.\d+)?$/;

/** Whether the text can be an id. */
export function isId(text: string): boolean {
	return ID.test(text);
}

/** The text as an id, for commands that change something: what is none is the caller's mistake. */
export function requireId(text: string): string {
	if (!isId(text)) {
		throw new Fault('usage', `not an HTCondor job id: ${JSON.stringify(text)}`, {hint: 'for example 42.0'});
	}

	return text;
}

/** Whether a job is the wanted one, or one of the wanted cluster. */
export function isAbout(job: string, wanted: string): boolean {
	return job === wanted || (!wanted.includes('.') && job.startsWith(`${wanted}.`));
}
