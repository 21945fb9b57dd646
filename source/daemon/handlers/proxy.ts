import {existsSync, readFileSync} from 'node:fs';
import {duplexOf} from '../../../drivers/transports/common/byte-stream.js';
import {knownHostName, matchesHost, parseKnownHosts} from '../../../drivers/transports/common/known-hosts.js';
import {Fault} from '../../core/fault.js';
import type {ByteStream, Hop, Running} from '../../core/link.js';
import type {Session} from '../../core/session.js';
import type {SshAlias} from '../../core/ssh-aliases.js';
import type {ProxiedNode} from '../../wire/calls.js';
import {placeOf} from '../job-place.js';
import type {Handlers} from '../server.js';
import {until} from '../until.js';
import type {HandlerContext} from './context.js';

/** Calls that let ssh clients of the person's onto the nodes of jobs. */
export function proxyHandlers(context: HandlerContext): Pick<Handlers, 'proxy.open' | 'proxy.aliases'> {
	const {store, desks, executions} = context;
	return {
		async 'proxy.open'({session, waitSeconds}, connection, signal) {
			const {id, request} = store.find(session);
			const {site} = desks.of(request.cluster);
			await site.link.get(signal);
			const {node} = await untilPlaced(id, waitSeconds, signal, context);
			const {stream, hop} = await site.knock(node, signal);
			const known: ProxiedNode = {name: node, cluster: request.cluster, hostKeys: hostKeysOf(hop)};
			return {...executions.serve(runningOf(stream), connection), node: known};
		},
		async 'proxy.aliases'() {
			const live = store.all().filter(({end, parent}) => end === null && parent === null);
			return Promise.all(live.map(session => aliasFor(session, context)));
		},
	};
}

/** Where the job is; one that does not run is waited for a little. */
async function untilPlaced(id: string, seconds: number, signal: AbortSignal, {store}: HandlerContext) {
	const patience = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
	const isThere = (session: Session): boolean => session.end !== null || isPlaced(session);
	const session = await until(store, id, isThere, patience).catch(() => store.get(id));
	if (session === undefined) {
		throw new Fault('missing', 'the session was forgotten');
	}

	try {
		return placeOf(session);
	} catch (error) {
		const {kind, message, hint} = Fault.from(error);
		throw kind === 'unsupported'
			? new Fault('timeout', message, {retry: 'later', ...(hint === null ? {} : {hint})})
			: error;
	}
}

function isPlaced(session: Session): boolean {
	try {
		placeOf(session);
		return session.exit === null && session.linkDown === null;
	} catch {
		return false;
	}
}

/** The keys of a node that the person trusts, by the files that its hop names. */
function hostKeysOf(hop: Hop): ProxiedNode['hostKeys'] {
	const names = [knownHostName(hop.host, hop.port, hop.hostKeyAlias), hop.name];
	const entries = hop.knownHostsFiles.flatMap(file => {
		try {
			return parseKnownHosts(readFileSync(file, 'utf8'), file);
		} catch {
			return [];
		}
	});
	return entries
		.filter(({hosts}) => names.some(name => matchesHost(hosts, name)))
		.map(({marker, keyType, key}) => ({
			marker: marker === 'none' ? '' : `@${marker}`,
			key: `${keyType} ${key.toString('base64')}`,
		}));
}

/** A connection as a program's streams. */
function runningOf(stream: ByteStream): Running {
	const duplex = duplexOf(stream);
	const {promise: exited, resolve, reject} = Promise.withResolvers<Awaited<Running['exited']>>();
	const nothing = new Uint8Array();
	duplex.once('close', () => resolve({code: 0, signal: null, stdout: nothing, stderr: nothing}));
	duplex.once('error', error => reject(Fault.from(error)));
	exited.catch(() => undefined);
	return {
		stdout: duplex,
		stderr: (async function* () {})(),
		write: bytes =>
			new Promise(done => {
				if (duplex.writable) {
					duplex.write(bytes, () => done());
				} else {
					done();
				}
			}),
		end: () => void duplex.end(),
		exited,
		kill: () => void duplex.destroy(),
	};
}

async function aliasFor(session: Session, {desks}: HandlerContext): Promise<SshAlias> {
	const {name, request, node} = session;
	const hop = await desks.of(request.cluster).hopTo(session.job.nodes[0] ?? node?.host ?? null);
	const agent = hop.agent ?? null;
	return {
		session: name,
		cluster: request.cluster,
		user: hop.user,
		// ssh complains of each one that is named and is not there.
		identities: hop.identities.filter(file => existsSync(file)),
		identitiesOnly: hop.identitiesOnly,
		...(agent === (process.env['SSH_AUTH_SOCK'] || null) ? {} : {agent}),
	};
}
