import type {AdoptionWish, FoundService} from './adopted.js';
import type {Findings, FoundServer} from './adoption.js';
import type {AppDriver} from './app.js';
import {Fault} from './fault.js';
import type {StartedEntry} from './record.js';
import {defaultSettings} from './settings.js';

/** What was seen of a job that runs. */
export type SeenJob = {
	readonly findings: Findings;
	/** The server that the job's log names; null: none. */
	readonly logged: FoundServer | null;
	readonly logPath: string | null;
};

/** What a job that has run for so long does not show, it will most likely never. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Whether a look came too early, `ageMs` after the job's start: what is missing, or would only be guessed, may be clear in a while. A log is
 * no witness while the node is one: it may hold the start before this one.
 */
export function isEarly(
	wish: AdoptionWish,
	{findings, logged}: SeenJob,
	{ageMs, isInSight}: {readonly ageMs: number; readonly isInSight: boolean},
): boolean {
	if (ageMs >= PATIENCE_MS) {
		return false;
	}

	if (!isInSight) {
		return logged === null && wish.ports.length === 0;
	}

	const {listening, servers, looksLikeJupyter} = findings;
	// Jupyter listens some time before it writes down who it is: while it loads its extensions.
	const isNameless = servers.length === 0 && (wish.app === 'jupyter' || (wish.app === null && looksLikeJupyter));
	return listening.length === 0 || isNameless;
}

/** What the scheduler tells of it, where the node itself is silent. */
export type Fallback = {readonly jobId: string; readonly node: string | undefined; readonly at: number};

/**
 * What the job serves; null: its node is not known.
 *
 * @throws {Fault} `usage` where what was seen leaves a choice, or nothing.
 */
export function serviceOf(
	wish: AdoptionWish,
	{findings, logged, logPath}: SeenJob,
	fallback: Fallback,
	appNamed: (name: string) => AppDriver,
): FoundService | null {
	const app = appNamed(appOf(wish, findings, logged));
	const {ports, others, server} = portsOf(wish, app, findings, logged);
	const entry = startedEntryOf(findings, fallback, ports);
	return (
		entry && {
			app: app.name,
			settings: defaultSettings(app),
			secrets:
				server === null ? {} : {...(server.token === null ? {} : {token: server.token}), baseUrl: server.baseUrl},
			ports: app.ports.filter(({name}) => name in ports).map(({name, isRequired}) => ({name, isRequired})),
			others,
			logPath,
			entry,
		}
	);
}

/** The app that a job looks like. */
export function appOf(wish: AdoptionWish, findings: Findings, logged: FoundServer | null): string {
	return wish.app ?? (findings.servers.length > 0 || logged !== null ? 'jupyter' : 'command');
}

/** Which port of the app is which on the node, and what else the person wants to reach. */
export type AdoptedPorts = {
	readonly ports: Readonly<Record<string, number>>;
	readonly others: readonly number[];
	readonly server: FoundServer | null;
};

/**
 * The ports by what the person said, else by what the server itself wrote, its log, and what listens. Throws `usage` where that
 * leaves a choice, or nothing.
 */
export function portsOf(
	wish: AdoptionWish,
	app: AppDriver,
	findings: Findings,
	logged: FoundServer | null,
): AdoptedPorts {
	const server = app.name === 'jupyter' ? serverAmong(wish, findings, logged) : null;
	const known = wish.ports.length > 0 ? wish.ports : server === null ? loneListener(app, findings) : [server.port];
	const names = app.ports.map(({name}) => name);
	const pairs = names.flatMap((name, index): readonly (readonly [string, number])[] => {
		const port = known[index];
		return port === undefined ? [] : [[name, port]];
	});
	const missing = app.ports.find(
		({name, isRequired}, index) => isRequired && known[index] === undefined && name !== '',
	);
	if (missing !== undefined) {
		const seen =
			findings.listening.length === 0 ? 'nothing of it listens' : `it listens on ${findings.listening.join(', ')}`;
		throw new Fault('usage', `the port of ${missing.name} was not found: ${seen}`, {
			hint: 'name it: --port P, or the job’s output: --log FILE',
		});
	}

	return {ports: Object.fromEntries(pairs), others: known.slice(names.length), server};
}

/**
 * The runtime file tells more than the log; the token of the log is that of the same port only. Both are believed only where the job
 * listens there, as far as that is known: runtime files are named by pid in a home that all nodes share, so that one node's may
 * overwrite another's (seen with two notebooks of the same pid), and a log may hold an earlier start.
 */
function serverAmong(
	{ports}: AdoptionWish,
	{servers, listening}: Findings,
	logged: FoundServer | null,
): FoundServer | null {
	const [wanted] = ports;
	const all = [...servers, ...(logged === null ? [] : [logged])];
	const found = all.find(({port}) => (wanted ?? port) === port && (listening.length === 0 || listening.includes(port)));
	if (found === undefined) {
		return wanted === undefined ? null : {port: wanted, token: null, baseUrl: '/'};
	}

	const token = found.token ?? (logged?.port === found.port ? logged.token : null);
	return {...found, token};
}

function loneListener({ports}: AppDriver, {listening}: Findings): readonly number[] {
	return ports.length === 1 && listening.length === 1 ? listening : [];
}

/** The record that a job script of ours would have written. */
export function startedEntryOf(
	{started}: Findings,
	fallback: Fallback,
	ports: Readonly<Record<string, number>>,
): StartedEntry | null {
	if (started !== null) {
		return {...started, ports};
	}

	const {jobId, node, at} = fallback;
	return node === undefined
		? null
		: {type: 'started', at, jobId, pid: null, node: {host: node, interfaces: [], defaultInterface: null}, ports};
}
