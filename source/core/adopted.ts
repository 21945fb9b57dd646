import type {StartedEntry} from './record.js';

/** What a person said of the job that they adopt. */
export type AdoptionWish = {
	/** Null: as it looks. */
	readonly app: string | null;
	readonly ports: readonly number[];
};

/** A job that was started some other way, as it was found: it is never submitted, and its files are not ours. */
export type Adopted = {
	readonly jobId: string;
	readonly scheduler: string;
	readonly logPath: string | null;
	/** Journals of older versions do not have it: then nothing was said. */
	readonly wish?: AdoptionWish;
};

/** What such a job serves, as it was found where it runs. */
export type FoundService = {
	readonly app: string;
	readonly settings: Readonly<Record<string, string>>;
	readonly secrets: Readonly<Record<string, string>>;
	/** The ports of the app that it has; their numbers are in `entry`. */
	readonly ports: readonly {readonly name: string; readonly isRequired: boolean}[];
	/** What else of the node the person wants to reach. */
	readonly others: readonly number[];
	readonly logPath: string | null;
	/** The record that a job script of ours would have written. */
	readonly entry: StartedEntry;
};
