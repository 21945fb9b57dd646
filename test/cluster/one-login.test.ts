import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {addDoor, answerAsCarol, loginsAtGateway, TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {fault} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {openScreen} from './support/screen.js';
import {until} from './support/until.js';

const SESSIONS = 20;

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster(`${SESSIONS} sessions behind a gateway that wants a second factor`, () => {
		let home: Home;
		let before = 0;
		beforeAll(async () => {
			home = await openHome();
			await addDoor(home, {transport, user: 'carol'});
			before = await loginsAtGateway('carol');
		});
		afterAll(() => home.close());

		/** One person answers once, at a terminal. */
		async function logIn(): Promise<void> {
			const terminal = await openScreen(home, 'cluster', 'login', 'carol');
			await answerAsCarol(terminal);
			await terminal.shows(/^carol: up/, {timeoutMs: 30_000});
			await terminal.ends();
			await terminal.close();
		}

		async function untilAll(what: string, isIt: (session: SessionDocument) => boolean): Promise<void> {
			await until(
				what,
				async () => {
					const sessions = await home.json<readonly SessionDocument[]>('ls');
					return sessions.length === SESSIONS && sessions.every(isIt);
				},
				90_000,
			);
		}

		it('one authentication for all of them', async () => {
			await logIn();
			const words = ['new', 'command', '--cluster', 'carol', '--set', 'command=exec sleep 900'];
			for (let made = 0; made < SESSIONS; made += 5) {
				await Promise.all(Array.from({length: 5}, () => home.good(...words)));
			}

			await untilAll('they are all ready', ({state}) => state === 'ready');
			expect(await loginsAtGateway('carol')).toBe(before + 1);
		});

		it("one more after the gateway's sshd was killed and came back, and one person answered once", async () => {
			await fault('kill-sshd', 'gateway');
			await fault('start-sshd', 'gateway');
			await untilAll('they all say who is needed', ({needsUser}) => needsUser === 'gateway');
			expect(await loginsAtGateway('carol')).toBe(before + 1);
			await logIn();
			await untilAll('they are all ready again', ({state}) => state === 'ready');
			expect(await loginsAtGateway('carol')).toBe(before + 2);
		});
	});
});
