import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Client, type ClientChannel, type ConnectConfig} from 'ssh2';
import {type DemoServers, startDemoServers} from '../../source/demo/demo-servers.js';
import type {DemoHost} from '../../source/demo/hosts.js';
import {type DemoPlaces, demoPlacesIn} from '../../source/demo/places.js';

/** The demo's servers in this process, in a folder of their own, and what it takes to talk to them. */
export type StartedServers = {
	readonly places: DemoPlaces;
	readonly servers: DemoServers;
	/** A connection to a host's own port, with the demo's key unless said otherwise. Ended by `close`. */
	connect(host: DemoHost, options?: ConnectConfig): Promise<Client>;
	close(): Promise<void>;
};

/** What a command left behind. */
export type Left = {stdout: string; stderr: string; code: number | null; signal: string | null};

/** Starts them. The folder has a space in its name, so that quoting is put to the test everywhere. */
export async function startServersInTemp(prefix = 'hpctui demo '): Promise<StartedServers> {
	const state = await mkdtemp(join(tmpdir(), prefix));
	const places = demoPlacesIn(state);
	const servers = await startDemoServers(places);
	const clients: Client[] = [];
	return {
		places,
		servers,
		connect: async (host, options = {}) => {
			const privateKey = await readFile(places.identity);
			const client = new Client();
			clients.push(client);
			return ready(client, {
				host: '127.0.0.1',
				port: servers.ports[host],
				username: 'demo',
				privateKey,
				...options,
			});
		},
		close: async () => {
			for (const client of clients) {
				client.end();
			}

			await servers.close();
			await rm(state, {recursive: true, force: true});
		},
	};
}

async function ready(client: Client, config: ConnectConfig): Promise<Client> {
	return new Promise((resolve, reject) => {
		client.once('ready', () => resolve(client));
		client.once('error', reject);
		client.connect(config);
	});
}

/** Runs a command line to its end, with its input closed. */
export async function run(client: Client, command: string, pty = false): Promise<Left> {
	const channel = await openExec(client, command, pty);
	channel.end();
	return collect(channel);
}

/** Starts a command line, its streams open. */
export async function openExec(client: Client, command: string, pty = false): Promise<ClientChannel> {
	return new Promise((resolve, reject) => {
		client.exec(command, {pty}, (error, channel) => (error ? reject(error) : resolve(channel)));
	});
}

/** Waits until a channel is closed, and says what came. */
export async function collect(channel: ClientChannel): Promise<Left> {
	const left: Left = {stdout: '', stderr: '', code: null, signal: null};
	channel.on('data', (bytes: Buffer) => {
		left.stdout += bytes.toString();
	});
	channel.stderr.on('data', (bytes: Buffer) => {
		left.stderr += bytes.toString();
	});
	channel.once('exit', (code: number | null, signal?: string) => {
		left.code = code;
		left.signal = signal ?? null;
	});
	return new Promise(resolve => {
		channel.once('close', () => resolve(left));
	});
}

/** Asks a host to open a connection to a place. */
export async function openForward(client: Client, host: string, port: number): Promise<ClientChannel> {
	return new Promise((resolve, reject) => {
		client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => (error ? reject(error) : resolve(channel)));
	});
}
