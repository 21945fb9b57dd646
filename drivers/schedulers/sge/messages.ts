import {Fault} from '../../../source/core/fault.js';
import {readXml} from './xml.js';

/** What `qstat -j -xml` says about waiting jobs, by job number. */
export type Messages = {
	/** Why it waits. */
	readonly waiting: ReadonlyMap<string, readonly string[]>;
	/** Why it could not be started (state E). */
	readonly errors: ReadonlyMap<string, readonly string[]>;
	/** What concerns all: queues that were left out. */
	readonly everywhere: readonly string[];
};

/** Nothing was said of any job. */
export const NO_MESSAGES: Messages = {waiting: new Map(), errors: new Map(), everywhere: []};

/**
 * Reads `qstat -j IDS -xml`. It is a second witness only: where it fails, is empty, or is not well-formed (older versions, for unknown
 * ids), nothing is known, and the list holds all the same. A site may have switched it off (schedd_job_info false).
 */
export function messagesOf(xml: string): Messages {
	const waiting = new Map<string, string[]>();
	const errors = new Map<string, string[]>();
	const everywhere: string[] = [];
	let job = '';
	let about: string[] = [];
	try {
		readXml(xml, 'qstat -j', {
			open(name) {
				about = name === 'MES_job_number_list' ? [] : about;
			},
			close(name, text) {
				if (name === 'JB_job_number') {
					job = text;
				} else if (name === 'QIM_message') {
					add(errors, job, text);
				} else if (name === 'ULNG_value') {
					about.push(text);
				} else if (name === 'MES_message') {
					for (const each of about) {
						add(waiting, each, text);
					}

					if (about.length === 0) {
						everywhere.push(text);
					}

					about = [];
				}
			},
		});
	} catch (error) {
		if (error instanceof Fault) {
			return NO_MESSAGES;
		}

		throw error;
	}

	return {waiting, errors, everywhere};
}

function add(messages: Map<string, string[]>, job: string, text: string): void {
	const known = messages.get(job);
	if (known === undefined) {
		messages.set(job, [text]);
	} else {
		known.push(text);
	}
}
