import {afterAll, beforeAll, expect, test} from 'vitest';
import {statusOf, withoutToken} from './ask.js';
import {type Home, openHome} from './home.js';

let home: Home;

beforeAll(async () => {
	home = await openHome();
});

afterAll(async () => home.close());

test('without a word the demo shows the best app that is installed, well within a minute', async () => {
	const startedAt = performance.now();
	const url = (await home.output('demo', '--headless')).trimEnd();
	expect(performance.now() - startedAt).toBeLessThan(60_000);
	expect(['jupyter', 'notepad']).toContain((await home.session('demo')).app);
	// Jupyter leads from its root on to its tree, and a stranger to its login page.
	expect([200, 302]).toContain(await statusOf(url));
	expect([302, 403]).toContain(await statusOf(withoutToken(url)));
	const status = new URL('/api/status', url);
	expect(await statusOf(status.href)).toBe(403);
	status.search = new URL(url).search;
	expect(await statusOf(status.href)).toBe(200);
});
