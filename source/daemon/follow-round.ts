import type {Clock} from '../core/clock.js';
import {textOf} from '../core/command.js';
import {Fault} from '../core/fault.js';
import {type FollowedFile, type Frame, FrameDecoder, followerCommand} from '../core/follow.js';
import type {Link, Running} from '../core/link.js';
import {sanitizeLine} from '../core/text.js';

/** Six missed signs of life: the process hangs (a file server that does not answer), or nobody runs it any more. */
const SILENCE_MS = 60_000;

const COMPLAINT_BYTES = 2_000;

/** One process at the far side, from its start to its end. */
export type Round = {
	readonly link: Link;
	readonly files: readonly FollowedFile[];
	readonly clock: Clock;
	/** Takes one frame; the next one waits for it. Not called any more once the signal is aborted. */
	readonly take: (frame: Frame) => void | Promise<void>;
};

/**
 * Runs a follower and hands out its frames. Returns when the signal is aborted; throws a fault when the process ended,
 * fell silent or said what is no frame.
 */
export async function followOnce(round: Round, signal: AbortSignal): Promise<void> {
	const running = await round.link.stream({...followerCommand(round.files), yields: true}, signal);
	const watch = new AbortController();
	const either = AbortSignal.any([signal, watch.signal]);
	const complaint = complaintOf(running);
	const exited = running.exited.catch(Fault.from);
	let heardAt = round.clock.now();
	const silence = untilSilent(round.clock, () => heardAt, either);
	try {
		const decoder = new FrameDecoder();
		for await (const bytes of each(running.stdout, silence, either)) {
			heardAt = round.clock.now();
			for (const frame of decoder.push(bytes)) {
				await (signal.aborted ? undefined : round.take(frame));
			}
		}
	} finally {
		watch.abort();
		running.end();
		running.kill();
	}

	if (!signal.aborted) {
		const end = await exited;
		throw end instanceof Fault
			? end
			: new Fault('remote', `the log follower ended with code ${end.code}`, {
					retry: 'later',
					facts: {said: await complaint},
				});
	}
}

/** The pieces of a stream until it ends or the signal is aborted; throws what `broken` resolves to. */
async function* each(
	stream: AsyncIterable<Uint8Array>,
	broken: Promise<Fault | null>,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
	const iterator = stream[Symbol.asyncIterator]();
	let stop: (fault: Fault | null) => void = () => {};
	void broken.then(fault => stop(fault));
	while (!signal.aborted) {
		// A race with one long-lived promise would keep every piece in memory until that promise settles.
		const next = await new Promise<IteratorResult<Uint8Array> | Fault | null>((resolve, reject) => {
			stop = resolve;
			iterator.next().then(resolve, reject);
		});
		if (next instanceof Fault) {
			throw next;
		}

		if (next === null || next.done === true) {
			return;
		}

		yield next.value;
	}
}

/** A fault once nothing was heard for too long; null when the signal is aborted. */
async function untilSilent(clock: Clock, heardAt: () => number, signal: AbortSignal): Promise<Fault | null> {
	try {
		while (clock.now() - heardAt() < SILENCE_MS) {
			await clock.sleep(SILENCE_MS / 2, signal);
		}
	} catch {
		return null;
	}

	return new Fault('timeout', 'the log follower gave no sign of life for a minute', {retry: 'later'});
}

/** The first words on the standard error, which must be drained anyway. */
async function complaintOf(running: Running): Promise<string> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	try {
		for await (const bytes of running.stderr) {
			if (length < COMPLAINT_BYTES) {
				pieces.push(bytes);
				length += bytes.length;
			}
		}
	} catch {
		// The link is gone; the round tells.
	}

	return sanitizeLine(pieces.map(textOf).join('').slice(0, COMPLAINT_BYTES));
}
