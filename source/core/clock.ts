/** Milliseconds since the epoch, UTC. The one form in which the program keeps a moment; views print ISO 8601. */
export type Instant = number;

/** The one clock of the program, passed in, so that tests turn the hands. */
export type Clock = {
	now(): Instant;
	/** Resolves after the pause; rejects with the signal's reason when it is aborted first. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** ISO 8601 in UTC without milliseconds, as all JSON documents tell times; null stays null. */
export function isoOf(instant: Instant): string;
export function isoOf(instant: Instant | null): string | null;
export function isoOf(instant: Instant | null): string | null {
	return instant === null ? null : new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
