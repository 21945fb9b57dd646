import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Hop, Link, OpenRequest, Transport} from '../../../../source/core/link.js';
import {byteStreamOf} from '../byte-stream.js';
import type {FarProcess} from '../process.js';
import {silence} from '../trouble.js';
import {arrive} from './arrive.js';
import {makeOneTimeKey, type OneTimeKey} from './one-time-keys.js';
import {type Served, type ServeRequest, serve} from './serve.js';

/** Under which name the server's key is known: it belongs to no host, and is looked for in no file of the person's. */
const KEY_ALIAS = 'hpctui-nested';

/**
 * A transport that also opens hops to which the hop before logs in with its own ssh (`nested`). In that login the host's sshd is started
 * for us alone, on the login's own streams, and the transport speaks SSH with it as with any other. Both keys are made for this one
 * login: the server's went there by that login, so it is known and nobody is asked.
 */
export function nesting(transport: Transport): Transport {
	return {
		name: transport.name,
		async open(request, signal) {
			const {hop, over} = request;
			return hop.join === 'nested' && over !== undefined
				? openNested(transport, request, over, signal)
				: transport.open(request, signal);
		},
	};
}

async function openNested(transport: Transport, request: OpenRequest, over: Link, signal: AbortSignal): Promise<Link> {
	const {hop, note} = request;
	const [ours, theirs] = [makeOneTimeKey(), makeOneTimeKey()];
	const shell = await arrive(request, over, signal);
	note(`${hop.name}: ${over.hop.name} logged in there`);
	const keys = {authorizedKey: ours.publicLine, hostKey: theirs.privateText};
	const {stream, user} = await serveInTime(shell, {hop, keys, note, signal});
	try {
		const inner = {...request, over: {...over, connect: async () => byteStreamOf(stream)}};
		const link = await withFolder(async folder =>
			transport.open({...inner, hop: {...(await hopWith(hop, folder, ours, theirs)), user}}, signal),
		);
		// From here on it is the hop that the person knows: what they trust of it is in their own files. The link must stay the same object.
		return Object.assign(link, {hop: {...hop, user}});
	} catch (thrown) {
		stream.destroy();
		throw thrown;
	}
}

/** A host that says nothing more is given up as one that never greets. */
async function serveInTime(shell: FarProcess, request: ServeRequest): Promise<Served> {
	const {hop, signal} = request;
	const limit = AbortSignal.timeout(hop.connectTimeoutMs);
	return serve(shell, {...request, signal: AbortSignal.any([signal, limit])}).catch((thrown: unknown) => {
		throw limit.aborted ? silence(hop, true, 'the greeting of its sshd', hop.connectTimeoutMs) : thrown;
	});
}

/** A folder that only this user can look into, for as long as the action takes. */
async function withFolder<Value>(action: (folder: string) => Promise<Value>): Promise<Value> {
	const folder = await mkdtemp(join(tmpdir(), 'hpctui-nested-'));
	try {
		return await action(folder);
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

/** The hop as it is logged in to over the stream: by the keys of this login, and by nothing of the person's configuration. */
async function hopWith(hop: Hop, folder: string, ours: OneTimeKey, theirs: OneTimeKey): Promise<Hop> {
	const [identity, knownHosts] = [join(folder, 'key'), join(folder, 'known_hosts')];
	await writeFile(identity, ours.privateText, {mode: 0o600});
	await writeFile(knownHosts, `${KEY_ALIAS} ${theirs.publicLine}\n`, {mode: 0o600});
	return {
		...hop,
		identities: [identity],
		agent: null,
		identitiesOnly: true,
		knownHostsFiles: [knownHosts],
		hostKeyAlias: KEY_ALIAS,
		strictHostKeyChecking: 'yes',
		proxyCommand: null,
		join: 'forward',
		sshConfig: '/dev/null',
	};
}
