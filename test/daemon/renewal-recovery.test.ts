import {describe, expect, test} from 'vitest';
import {isReady} from './support/documents.js';
import {ask, startEngine} from './support/engine.js';
import {isRenewed, jobsOf, readySession, until} from './support/renewing.js';

describe('a daemon that is killed', () => {
	test('at any moment, before or after what it was about to write: one job, at the same local port', async () => {
		const {writes} = await killedAt(Number.POSITIVE_INFINITY, false);
		expect(writes).toBeGreaterThan(15);
		for (let moment = 0; moment < writes; moment++) {
			for (const isAfter of [false, true]) {
				const {there, id, port, token} = await killedAt(moment, isAfter);
				const next = await startEngine(there);
				const now = await next.show(id);
				if (now.renewals === 0 && now.successor === null) {
					// Not even the intent was on disk: nobody was told of a successor.
					await next.until(id, isReady);
					await next.renew(id);
				}

				await until(next, there, id, isRenewed);
				expect(await ask(port, token)).toBe('ours');
				expect([jobsOf(there).length, [...there.journal.files.keys()]], `${moment} ${isAfter}`).toEqual([1, [id]]);
				next.engine.close();
			}
		}
	}, 120_000);
});

/** A renewal whose daemon's n-th line in a journal is its last; nothing that it wanted to do later comes about. */
async function killedAt(moment: number, isAfter: boolean) {
	const session = await readySession();
	const {there, engine, id} = session;
	const {append} = there.journal;
	let writes = 0;
	let isDead = false;
	there.journal.append = (journalId, event) => {
		const number = writes++;
		if (number < moment) {
			append(journalId, event);
			return;
		}

		if (number === moment && isAfter) {
			append(journalId, event);
		}

		isDead = true;
		throw new Error('killed');
	};
	there.cluster.around = (_what, effect) => {
		if (isDead) {
			throw new Error('killed');
		}

		return effect();
	};
	await engine.renew(id).catch(() => undefined);
	await until(engine, there, id, document => isDead || isRenewed(document)).catch(() => undefined);
	engine.engine.close();
	there.journal.append = append;
	there.cluster.around = (_what, effect) => effect();
	return {...session, writes};
}
