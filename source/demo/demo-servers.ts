import {readFile, writeFile} from 'node:fs/promises';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import {environmentOf} from './environment.js';
import {isForwardAllowed} from './forward-rule.js';
import {furnishHome} from './home.js';
import {type HostServer, startHost} from './host-server.js';
import {DEMO_HOSTS, type DemoHost, forEachHost, type PerHost} from './hosts.js';
import {type DemoKey, ensureKey, publicLineOf} from './keys.js';
import {type DemoPlaces, hostKeyOf} from './places.js';
import {knownHostsText, sshConfigText} from './ssh-files.js';
import {loadPty} from './terminal-process.js';

/** The three hosts, listening. */
export type DemoServers = {readonly ports: PerHost<number>; close(): Promise<void>};

/**
 * Starts gateway, login and node1, on the ports of last time where they are free, and writes the files that lead there.
 * The caller holds the folder's lock.
 */
export async function startDemoServers(places: DemoPlaces): Promise<DemoServers> {
	makeFolders(places);
	await furnishHome(places);
	const {parsed: authorized} = await ensureKey(places.identity, 'hpctui demo');
	const hostKeys = await forEachHost(host => ensureKey(hostKeyOf(places, host), `hpctui demo ${host}`));
	const ports: Record<DemoHost, number> = {...(await keptPorts(places))};
	const pty = await loadPty();
	// From the inside out, so that each host's rule knows the port of the one behind it when it starts.
	const servers: HostServer[] = [];
	for (const host of [...DEMO_HOSTS].reverse()) {
		const server = await startOnKeptPort(ports[host], port =>
			startHost(
				{
					host,
					hostKey: hostKeys[host],
					authorized,
					session: {hasShell: host !== 'gateway', pty, env: environmentOf(host, places), cwd: places.home},
					isAllowed: target => ('path' in target ? host === 'node1' : isForwardAllowed(host, target, ports)),
				},
				port,
			),
		);
		ports[host] = server.port;
		servers.push(server);
	}

	await writeFiles(places, ports, hostKeys);
	return {
		ports,
		close: async () => {
			await Promise.all(servers.map(async server => server.close()));
		},
	};
}

function makeFolders(places: DemoPlaces): void {
	for (const folder of [places.folder, places.keys, places.home, places.work, places.programs]) {
		ensurePrivateFolder(folder);
	}
}

/** Zero for a host that has never had a port. */
async function keptPorts(places: DemoPlaces): Promise<PerHost<number>> {
	const text = await readFile(places.ports, 'utf8').catch(() => '{}');
	const kept: unknown = JSON.parse(text);
	return forEachHost(async host => portIn(kept, host));
}

function portIn(kept: unknown, host: DemoHost): number {
	const port: unknown = typeof kept === 'object' && kept !== null ? Reflect.get(kept, host) : undefined;
	return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65536 ? port : 0;
}

/** Another program may have taken the port meanwhile: then any other will do, and the files say which. */
async function startOnKeptPort(port: number, start: (port: number) => Promise<HostServer>): Promise<HostServer> {
	try {
		return await start(port);
	} catch (error) {
		if (port !== 0 && error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
			return start(0);
		}

		throw error;
	}
}

async function writeFiles(places: DemoPlaces, ports: PerHost<number>, keys: PerHost<DemoKey>): Promise<void> {
	const lines = await forEachHost(async host => publicLineOf(keys[host]));
	await writeFile(places.ports, `${JSON.stringify(ports)}\n`, {mode: 0o600});
	await writeFile(places.knownHosts, knownHostsText(ports, lines), {mode: 0o600});
	await writeFile(places.sshConfig, sshConfigText(places, ports), {mode: 0o600});
}
