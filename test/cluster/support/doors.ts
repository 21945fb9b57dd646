import {readFile} from 'node:fs/promises';
import {execa} from 'execa';
import type {Home} from './home.js';
import {type Host, linesOf, sshdLogOf} from './hosts.js';
import {CLUSTER_SCRIPTS} from './places.js';
import type {Screen} from './screen.js';

/** The transports that every door is tried with. */
export const TRANSPORTS = ['ssh2', 'openssh'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** The password of those who have one at the gateway. */
export const PASSWORD = 'correct horse';

/** Behind the gateway, to Slurm. */
const TO_LOGIN = ['--host', 'login', '--hop', 'gateway'];

type Door = {
	readonly transport: TransportName;
	/** One of the users of test/cluster/README.md, each of whom meets another door. */
	readonly user: string;
	/** The cluster's name; the user's when it is not said. */
	readonly name?: string;
	readonly words?: readonly string[];
	readonly sshLines?: readonly string[];
	/** Leave out the key that opens every door. */
	readonly isWithoutKey?: boolean;
};

/** A cluster behind the door of a user. */
export async function addDoor(home: Home, door: Door): Promise<void> {
	const {transport, user, name = user, words = TO_LOGIN, sshLines, isWithoutKey = false} = door;
	const withoutKey = (config: string): string => config.replaceAll(/^ *IdentityFile .*$/gm, '');
	await home.addCluster(name, {
		words: [...words, '--transport', transport],
		edit(config) {
			const edited = config.replace('User alice', `User ${user}`);
			return isWithoutKey ? withoutKey(edited) : edited;
		},
		...(sshLines === undefined ? {} : {sshLines}),
	});
}

/** The one-time code that the gateway takes next. */
export async function codeOf(user: string): Promise<string> {
	const {stdout} = await execa(`${CLUSTER_SCRIPTS}code`, [user], {stdin: 'ignore'});
	return stdout;
}

/** How often a host's sshd let somebody in, by its own log. */
export async function loginsAt(host: Exclude<Host, 'laptop'>, user: string): Promise<number> {
	const log = await readFile(sshdLogOf(host), 'utf8');
	return linesOf(log).filter(line => line.startsWith('Accepted ') && line.includes(` for ${user} from `)).length;
}

/** The same at the gateway. */
export const loginsAtGateway = (user: string): Promise<number> => loginsAt('gateway', user);

/** How often somebody has come to the gateway to be let in, in vain or not. */
export async function triesAtGateway(user: string): Promise<number> {
	const log = await readFile(sshdLogOf('gateway'), 'utf8');
	return linesOf(log).filter(
		line => line.includes(`by authenticating user ${user} `) || line.includes(` for ${user} from `),
	).length;
}

/** Answers at a terminal what carol's gateway asks. */
export async function answerAsCarol(terminal: Screen): Promise<void> {
	await terminal.shows(/Password:/);
	await terminal.press(PASSWORD, 'Enter');
	await terminal.shows(/One-time password \(OATH\) for `carol':/);
	await terminal.press(await codeOf('carol'), 'Enter');
}
