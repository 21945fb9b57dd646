import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';

/** Joins the two ends of a connection: bytes and half-closes pass both ways, and an error of one end ends the other. */
export function join(near: Socket, far: Duplex): void {
	near.pipe(far);
	far.pipe(near);
	far.on('error', () => near.destroy());
	far.once('close', () => near.destroy());
	near.once('close', () => far.destroy());
}
