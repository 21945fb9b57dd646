import {userInfo} from 'node:os';
import {resolve} from 'node:path';
import {type Cluster, joinOf} from '../../../source/core/cluster.js';
import {Fault} from '../../../source/core/fault.js';
import type {Hop} from '../../../source/core/link.js';
import {jumpTo} from './by-hand.js';
import {checkedHost, checkedPort, checkedUser, parseTarget, type Target} from './names.js';
import {needsOf} from './needs.js';
import {type LookUp, lookUp, type SshOptions} from './ssh-options.js';
import {expandPath, expandTokens, splitPaths, type TokenValues} from './tokens.js';

/** ssh asks for no life signs by default; a daemon that shows what is alive must. Three misses of 15 s end a link. */
const KEEP_ALIVE_SECONDS = 15;

/** The kernel would try for two minutes; who waits at a screen should hear sooner. */
const CONNECT_TIMEOUT_MS = 15_000;

/** More jumps than this are a loop that no name repeats in. */
const MOST_HOPS = 16;

/**
 * The hosts to pass through, in order, the login host last. What the person gave with the cluster goes before the ssh
 * configuration; hops that are named there go before its ProxyJump and ProxyCommand.
 */
export async function resolveHops(cluster: Cluster, find: LookUp = lookUp): Promise<Hop[]> {
	if (cluster.transport === 'local') {
		return [localHop(cluster)];
	}

	const written = parseTarget(cluster.host);
	const login: Target = {
		host: written.host,
		user: cluster.user === null ? written.user : checkedUser(cluster.user),
		port: cluster.port === null ? written.port : checkedPort(cluster.port),
	};
	const route = new Route(cluster, find);
	if (cluster.hops.length === 0) {
		return inOrder(await route.to(login, cluster.host, []));
	}

	const before = await route.through(cluster.hops, []);
	return inOrder([...before, await route.single(login, cluster.host)]);
}

/** Each hop with what it is only in this row: its user, and what stands before it. */
const inOrder = (hops: readonly Hop[]): Hop[] =>
	withUsersOfHops(hops).map((hop, at, all) => (at === 0 ? hop : {...hop, passed: all.slice(0, at).map(jumpTo)}));

/** Where the ssh of a hop logs in to the next one, who is not named is the same user there, not the one of this machine. */
function withUsersOfHops(hops: readonly Hop[]): Hop[] {
	const found: Hop[] = [];
	for (const hop of hops) {
		const user = found.at(-1)?.user ?? hop.user;
		found.push(hop.join === 'nested' && hop.isUserGuessed === true ? {...hop, user} : hop);
	}

	return found;
}

/** Builds hops, and follows ProxyJump from host to host. */
class Route {
	readonly #cluster: Cluster;
	readonly #find: LookUp;

	constructor(cluster: Cluster, find: LookUp) {
		this.#cluster = cluster;
		this.#find = find;
	}

	/** A list of jumps: how the first is reached, its own configuration says; each other is reached from the one before. */
	async through(names: readonly string[], passed: readonly string[]): Promise<Hop[]> {
		const [first, ...rest] = names;
		if (first === undefined) {
			return [];
		}

		const start = await this.to(parseTarget(first), first, passed);
		const others = await Promise.all(rest.map(name => this.single(parseTarget(name), name)));
		return [...start, ...others];
	}

	/** A host with all that its ProxyJump puts before it. `passed`: the hosts that led here. */
	async to(target: Target, name: string, passed: readonly string[]): Promise<Hop[]> {
		if (passed.includes(target.host) || passed.length > MOST_HOPS) {
			throw new Fault('config', `ProxyJump goes round in circles: ${[...passed, target.host].join(' → ')}`, {
				hint: `see: ssh -G ${target.host} | grep proxyjump`,
			});
		}

		const options = await this.#find(target, this.#cluster.sshConfig);
		const jump = only(options, 'proxyjump') ?? 'none';
		const before =
			jump === 'none'
				? []
				: await this.through(
						jump.split(',').map(part => part.trim()),
						[...passed, target.host],
					);
		return [...before, await this.#hop(target, name, options, jump)];
	}

	/** A host that is reached from the one before it, whatever its own ProxyJump and ProxyCommand say. */
	async single(target: Target, name: string): Promise<Hop> {
		const options = await this.#find(target, this.#cluster.sshConfig);
		return {...(await this.#hop(target, name, options, 'none')), proxyCommand: null};
	}

	async #hop(target: Target, name: string, options: SshOptions, jump: string): Promise<Hop> {
		const hop = this.#read(target, name, options, jump);
		// Only where there is a choice: looking for tickets runs a program.
		return this.#cluster.transport === 'auto' ? {...hop, needs: await needsOf(options, hop)} : hop;
	}

	#read(target: Target, name: string, options: SshOptions, jump: string): Hop {
		const host = checkedHost(only(options, 'hostname') ?? target.host);
		const port = checkedPort(only(options, 'port') ?? 22);
		const own = userInfo().username;
		const user = checkedUser(only(options, 'user') ?? own);
		const hostKeyAlias = only(options, 'hostkeyalias') ?? null;
		const values: TokenValues = {
			name: target.host,
			host,
			port,
			user,
			jump: jump === 'none' ? '' : jump,
			alias: hostKeyAlias,
		};
		const proxyCommand = only(options, 'proxycommand') ?? 'none';
		const {identity} = this.#cluster;
		const identities = (options.get('identityfile') ?? []).filter(file => file !== 'none');
		const knownHosts = ['userknownhostsfile', 'globalknownhostsfile'].flatMap(keyword =>
			splitPaths(only(options, keyword) ?? ''),
		);
		const aliveSeconds = Number(only(options, 'serveraliveinterval') ?? 0);
		const timeoutSeconds = Number(only(options, 'connecttimeout'));
		return {
			name: shownName(name),
			host,
			port,
			user,
			...(target.user === null && user === own ? {isUserGuessed: true} : {}),
			identities: [
				...new Set([
					...(identity === null ? [] : [expandPath(identity.startsWith('~') ? identity : resolve(identity), values)]),
					...identities.map(file => expandPath(file, values)),
				]),
			],
			agent: agentOf(only(options, 'identityagent'), values),
			identitiesOnly: only(options, 'identitiesonly') === 'yes',
			knownHostsFiles: knownHosts.map(file => expandPath(file, values)),
			hostKeyAlias,
			strictHostKeyChecking: strictness(only(options, 'stricthostkeychecking')),
			keepAlive: {
				intervalSeconds: aliveSeconds > 0 ? aliveSeconds : KEEP_ALIVE_SECONDS,
				countMax: Math.max(1, Number(only(options, 'serveralivecountmax') ?? 3)),
			},
			connectTimeoutMs: timeoutSeconds > 0 ? timeoutSeconds * 1000 : CONNECT_TIMEOUT_MS,
			proxyCommand: proxyCommand === 'none' ? null : expandTokens(proxyCommand, values),
			join: joinOf(this.#cluster),
			sshConfig: this.#cluster.sshConfig,
		};
	}
}

/** The host part of what was written: users and ports are told apart in a hop. */
const shownName = (written: string): string => parseTarget(written).host;

const only = (options: SshOptions, keyword: string): string | undefined => options.get(keyword)?.[0];

/** `ssh -G` prints yes and no as true and false here. An unknown word is taken as the careful one. */
function strictness(word: string | undefined): Hop['strictHostKeyChecking'] {
	switch (word) {
		case 'true':
		case 'yes':
			return 'yes';
		case 'accept-new':
			return 'accept-new';
		case 'false':
		case 'no':
		case 'off':
			return 'no';
		default:
			return 'ask';
	}
}

/** IdentityAgent: `none`, `SSH_AUTH_SOCK`, `$NAME`, or a path; the environment's where it is not set. */
function agentOf(word: string | undefined, values: TokenValues): string | null {
	if (word === 'none') {
		return null;
	}

	if (word === undefined || word === 'SSH_AUTH_SOCK') {
		return process.env.SSH_AUTH_SOCK || null;
	}

	return word.startsWith('$') && !word.startsWith('${') ? process.env[word.slice(1)] || null : expandPath(word, values);
}

function localHop(cluster: Cluster): Hop {
	return {
		name: cluster.host,
		host: 'localhost',
		port: 22,
		user: userInfo().username,
		identities: [],
		agent: null,
		identitiesOnly: true,
		knownHostsFiles: [],
		hostKeyAlias: null,
		strictHostKeyChecking: 'yes',
		keepAlive: {intervalSeconds: KEEP_ALIVE_SECONDS, countMax: 3},
		connectTimeoutMs: CONNECT_TIMEOUT_MS,
		proxyCommand: null,
		join: 'forward',
	};
}
