import type {Duplex} from 'node:stream';
import {Fault} from '../../../source/core/fault.js';
import type {Hop, Link} from '../../../source/core/link.js';
import {duplexOf} from './byte-stream.js';
import {cancelled} from './cancelled.js';
import {behind} from './trouble.js';

/** The bytes to a hop over the link before it, within the hop's time limit. */
export async function connectOver(hop: Hop, over: Link, signal: AbortSignal): Promise<Duplex> {
	const limit = AbortSignal.any([signal, AbortSignal.timeout(hop.connectTimeoutMs)]);
	try {
		const place = {host: hop.host, port: hop.port};
		return duplexOf(await (hop.join === 'exec' ? over.carry(place, limit) : over.connect(place, limit)));
	} catch (thrown) {
		if (signal.aborted) {
			throw cancelled(signal, `connecting to ${hop.name}`);
		}

		const fault = Fault.from(thrown);
		throw fault.kind === 'link' ? behind(hop, over.hop.name, fault) : fault;
	}
}
