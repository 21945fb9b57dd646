import type {Readable} from 'node:stream';

/** Reads away what the login shell printed, up to the mark; what follows stays in the stream. */
export function afterMark(stdout: Readable, text: string): Promise<void> {
	const mark = Buffer.from(text);
	let held: Buffer = Buffer.alloc(0);
	return new Promise(resolve => {
		const look = (bytes: Buffer): void => {
			held = Buffer.concat([held, bytes]);
			const at = held.indexOf(mark);
			if (at === -1) {
				held = held.subarray(Math.max(0, held.length - mark.length));
				return;
			}

			stdout.off('data', look);
			stdout.pause();
			const rest = held.subarray(at + mark.length);
			if (rest.length > 0) {
				stdout.unshift(rest);
			}

			resolve();
		};
		stdout.on('data', look);
	});
}
