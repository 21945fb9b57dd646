import {aliasOf, DEMO_HOSTS, DEMO_USER, type DemoHost, type PerHost} from './hosts.js';
import type {DemoPlaces} from './places.js';

/** known_hosts for the demo: each host by the port that it listens on. */
export function knownHostsText(ports: PerHost<number>, keyLines: PerHost<string>): string {
	return DEMO_HOSTS.map(host => `[127.0.0.1]:${ports[host]} ${keyLines[host]}\n`).join('');
}

/** An ssh configuration that leads to the demo's hosts, for hpctui and for `ssh -F` alike. */
export function sshConfigText(places: DemoPlaces, ports: PerHost<number>): string {
	return [
		'# The embedded cluster of `hpctui demo`. Written anew at each start.\n',
		...DEMO_HOSTS.map(host => hostSection(places, host, ports[host])),
	].join('\n');
}

/** The host that a connection passes through right before this one. */
const BEHIND: PerHost<DemoHost | null> = {gateway: null, login: 'gateway', node1: 'login'};

function hostSection(places: DemoPlaces, host: DemoHost, port: number): string {
	const before = BEHIND[host];
	return [
		`Host ${aliasOf(host)}`,
		'\tHostName 127.0.0.1',
		`\tPort ${port}`,
		`\tUser ${DEMO_USER}`,
		`\tIdentityFile ${quotePath(places.identity)}`,
		'\tIdentitiesOnly yes',
		'\tIdentityAgent none',
		`\tUserKnownHostsFile ${quotePath(places.knownHosts)}`,
		'\tGlobalKnownHostsFile /dev/null',
		'\tStrictHostKeyChecking yes',
		...(before === null ? [] : [`\tProxyJump ${aliasOf(before)}`]),
		'',
	].join('\n');
}

/** In ssh_config(5) a percent sign starts a token, and a path with spaces stands in double quotes. */
function quotePath(path: string): string {
	return `"${path.replaceAll('%', '%%')}"`;
}
