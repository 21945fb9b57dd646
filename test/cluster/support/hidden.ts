import {expect} from 'vitest';
import type {Home} from './home.js';
import {asAlice, HOSTS, inHost, linesOf} from './hosts.js';
import {SESSIONS_FOLDER} from './places.js';

/** That the secret is in no argument of any process, in no log of ours, and in no file that others can read. */
export async function expectHidden(home: Home, name: string, secret: string): Promise<void> {
	const {id} = await home.show(name);
	for (const host of HOSTS) {
		const found = await inHost(host, ['sh', '-c', 'grep -slaFf - /proc/[0-9]*/cmdline || true'], {input: secret});
		expect(linesOf(found)).toEqual([]);
	}

	expect(await home.daemonLog()).not.toContain(secret);
	expect(await home.good('logs', name)).not.toContain(secret);
	expect(await asAlice(`find ${SESSIONS_FOLDER}/${id} -perm /077 ! -name scheduler.log ! -type l`)).toBe('');
}
