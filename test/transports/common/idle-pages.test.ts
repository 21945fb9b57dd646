import {expect, test} from 'vitest';
import {PageConnection, speechOf} from '../../../drivers/transports/common/idle-pages.js';

const REQUEST = 'GET /api HTTP/1.1\r\nHost: a\r\n\r\n';
const UPGRADE = 'GET /channels HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const HELLO = '\x16\x03\x01\x02';

/** A connection and its clock: `at` tells for how long it could have been given up. */
function connection() {
	let now = 0;
	const page = new PageConnection(() => now);
	return {
		sent: (text: string) => page.sent(Buffer.from(text, 'latin1')),
		received: () => page.received(),
		at(seconds: number): number {
			now = seconds * 1000;
			return page.spareMs;
		},
	};
}

test.each([
	['a request', REQUEST, 'http'],
	['one that becomes a WebSocket', UPGRADE, 'websocket'],
	['TLS', HELLO, 'tls'],
	['ssh', 'SSH-2.0-OpenSSH_9.2\r\n', 'other'],
	['redis', '*1\r\n$4\r\nPING\r\n', 'other'],
	['nothing', '', 'other'],
] as const)('by its first bytes: %s', (_what, text, speech) => {
	expect(speechOf(Buffer.from(text, 'latin1'))).toBe(speech);
});

test('one that a browser opened ahead of time is spared', () => {
	expect(connection().at(2)).toBeGreaterThan(0);
});

test('a request under way is never given up; one that was answered is, after a moment', () => {
	const {sent, received, at} = connection();
	sent(REQUEST);
	expect(at(3600)).toBeLessThan(0);
	received();
	expect(at(3600.5)).toBeLessThan(0);
	expect(at(3602)).toBeGreaterThan(0);
});

test.each([
	['a WebSocket', UPGRADE],
	['what is inside TLS', HELLO],
])('%s is given up only when it was silent for long', (_what, text) => {
	const {sent, received, at} = connection();
	sent(text);
	received();
	expect(at(5)).toBeLessThan(0);
	expect(at(30)).toBeGreaterThan(0);
});

test('a later request may open the WebSocket', () => {
	const {sent, received, at} = connection();
	for (const text of [REQUEST, UPGRADE, 'a frame']) {
		sent(text);
		received();
	}

	expect(at(5)).toBeLessThan(0);
});

test('what speaks anything else is left alone for ever, also where the server speaks first', () => {
	for (const isServerFirst of [true, false]) {
		const {sent, received, at} = connection();
		if (isServerFirst) {
			received();
		}

		sent('SSH-2.0-OpenSSH_9.2\r\n');
		received();
		expect(at(1e6)).toBeLessThan(0);
	}
});
