import {describe, expect, test} from 'vitest';
import type {Outcome} from '../../source/core/command.js';
import type {Hop, Link} from '../../source/core/link.js';
import {atLoginHost, findLoginHost, serverIn} from '../../source/daemon/login-host.js';
import {hopNamed} from './support/scripted-link.js';

const forEver = new AbortController().signal;
const outcome = (text: string): Outcome => ({
	code: 0,
	signal: null,
	stdout: new TextEncoder().encode(text),
	stderr: new Uint8Array(),
});

/** Two open hops; the login host says where it is, and the gateway reaches these addresses. */
function way(said: string, reachable: readonly string[], login: Hop = hopNamed('devs')) {
	const asked: string[] = [];
	const gateway = {
		hop: hopNamed('gateway'),
		async connect({host}: {host: string}) {
			asked.push(host);
			if (!reachable.includes(host)) {
				throw new Error('unreachable');
			}

			return {destroy() {}};
		},
	};
	return {links: [gateway, {hop: login, run: async () => outcome(said)}] as unknown as Link[], asked};
}

describe('which host it is', () => {
	test.each([
		['10.71.5.1 38980 10.71.5.10 22', '10.71.5.10'],
		['fd71:7::1 56896 fd71:7::10 22\n', 'fd71:7::10'],
		['', null],
		['1 2 -oProxyCommand=evil 22', null],
	])('%j: %s', (said, host) => {
		expect(serverIn(outcome(said))).toBe(host);
	});

	test('the hop before is asked whether it reaches it by that address', async () => {
		const there = way('10.71.5.1 38980 10.71.5.10 22', ['10.71.5.10']);
		expect(await findLoginHost(there.links, forEver)).toBe('10.71.5.10');
		expect(there.asked).toEqual(['10.71.5.10']);
	});

	test("a load balancer's own address is no way back", async () => {
		expect(await findLoginHost(way('10.0.0.1 38980 10.0.0.2 22', []).links, forEver)).toBeNull();
	});

	test('what a ProxyCommand leads to cannot be chosen', async () => {
		const {links} = way('10.71.5.1 1 10.71.5.10 22', ['10.71.5.10'], {...hopNamed('devs'), proxyCommand: 'nc devs 22'});
		expect(await findLoginHost(links, forEver)).toBeNull();
	});
});

describe('back to it', () => {
	const [gateway, devs] = [hopNamed('gateway'), hopNamed('devs')];

	test('by its address, with the key that is known by its name', () => {
		expect(atLoginHost([gateway, devs], '10.71.5.10')).toEqual([
			gateway,
			{...devs, host: '10.71.5.10', hostKeyAlias: devs.host},
		]);
		expect(atLoginHost([{...devs, port: 2222}], '10.71.5.10')[0]?.hostKeyAlias).toBe(`[${devs.host}]:2222`);
		expect(atLoginHost([{...devs, hostKeyAlias: 'ours'}], '10.71.5.10')[0]?.hostKeyAlias).toBe('ours');
	});

	test('nothing remembered: by its name', () => {
		expect(atLoginHost([gateway, devs], null)).toEqual([gateway, devs]);
	});
});
