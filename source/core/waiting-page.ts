import type {Instant} from './clock.js';
import type {Session} from './session.js';
import type {SessionState} from './session-document.js';
import {noteOf, stateOf} from './state.js';
import {sanitizeLine} from './text.js';

/** Marks an answer that is ours and not the app's, so that nobody takes it for the app's own 503. */
export const WAITING_HEADER = 'hpctui-waiting';

/** A request that a page may answer. */
export type PageRequest = {readonly wantsBody: boolean; readonly wantsHtml: boolean};

/** More of a request than this is not looked at: what matters stands in its first lines. */
const HEAD_CHARACTERS = 16_384;
const REQUEST_LINE = /^([A-Z]{3,16}) \S+ HTTP\/1\.[01]\r?\n/;

/**
 * What a client said first, read as an HTTP/1 request. Null where it is none, or one that a page is no answer to: a
 * WebSocket (Upgrade, RFC 6455) or a proxy's CONNECT.
 */
export function readPageRequest(said: string): PageRequest | null {
	const head = said.slice(0, HEAD_CHARACTERS);
	const method = REQUEST_LINE.exec(head)?.[1];
	if (method === undefined || method === 'CONNECT') {
		return null;
	}

	const headers = (head.split(/\r?\n\r?\n/, 1)[0] ?? '').toLowerCase();
	if (/^upgrade:/m.test(headers)) {
		return null;
	}

	return {wantsBody: method !== 'HEAD', wantsHtml: /^accept:.*text\/html/m.test(headers)};
}

/** A browser asks again after so many seconds where nothing better is known. */
const RELOAD_SECONDS: Readonly<Record<SessionState, number>> = {
	submitting: 5,
	queued: 10,
	starting: 2,
	ready: 2,
	reconnecting: 3,
	ended: 30,
};
const LONGEST_RELOAD_SECONDS = 15;

/**
 * The whole HTTP answer for a client that came while the way to the app is not open: 503, what is being done, and when
 * to come again. It reloads itself, needs nothing else, and holds no secret: not the address that was asked for either.
 */
export function waitingAnswer(request: PageRequest, session: Session, now: Instant): string {
	const state = stateOf(session);
	const seconds = reloadSeconds(session, state, now);
	const lines = [headlineOf(session, state), noteOf(session), nextTry(session, now)].flatMap(line =>
		line === null ? [] : [sanitizeLine(line)],
	);
	const body = request.wantsHtml ? page(session, lines, seconds) : `${lines.join('\n')}\n`;
	return [
		'HTTP/1.1 503 Service Unavailable',
		`Content-Type: text/${request.wantsHtml ? 'html' : 'plain'}; charset=utf-8`,
		`Content-Length: ${new TextEncoder().encode(body).length}`,
		`Retry-After: ${seconds}`,
		'Cache-Control: no-store',
		"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
		`${WAITING_HEADER}: ${state}`,
		'Connection: close',
		'',
		request.wantsBody ? body : '',
	].join('\r\n');
}

function reloadSeconds({linkDown}: Session, state: SessionState, now: Instant): number {
	const retryAt = linkDown?.retryAt ?? null;
	const wanted = retryAt === null ? RELOAD_SECONDS[state] : Math.ceil((retryAt - now) / 1000) + 1;
	return Math.min(LONGEST_RELOAD_SECONDS, Math.max(2, wanted));
}

function headlineOf(session: Session, state: SessionState): string {
	const {cluster} = session.request;
	switch (state) {
		case 'submitting':
			return `The job is being submitted to ${cluster}.`;
		case 'queued':
			return `The job waits in the queue of ${cluster}.`;
		case 'starting':
			return `The job runs on ${cluster}, and ${session.request.app} does not answer yet.`;
		case 'ready':
		case 'reconnecting':
			return session.needsUser === null
				? `The way to ${cluster} is being opened again. The job is not touched by this.`
				: `The way to ${cluster} is lost, and a login there needs you.`;
		case 'ended':
			return 'The session is over.';
	}
}

function nextTry({linkDown, needsUser}: Session, now: Instant): string | null {
	const retryAt = linkDown?.retryAt ?? null;
	if (retryAt === null) {
		return linkDown !== null && needsUser === null ? 'It is being tried now.' : null;
	}

	const seconds = Math.ceil((retryAt - now) / 1000);
	return seconds > 0 ? `The next try is in ${seconds} s.` : 'It is being tried now.';
}

function page(session: Session, [headline = '', ...lines]: readonly string[], seconds: number): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="${seconds}">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(session.name)} – waiting</title>
<style>
:root { color-scheme: light dark }
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem }
h1 { font-size: 1.4rem; font-weight: 600 }
footer { opacity: .65; margin-top: 2rem; font-size: .9rem }
</style>
</head>
<body>
<h1>${escapeHtml(session.name)}</h1>
<p>${escapeHtml(headline)}</p>
${lines.map(line => `<p>${escapeHtml(line)}</p>`).join('\n')}
<footer>This page looks again every ${seconds} s. The address stays the same.</footer>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
