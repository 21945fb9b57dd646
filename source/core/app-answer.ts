import type {PortSpec, Readiness} from './app.js';
import {fill, forLine, forUrl, type Values} from './app-text.js';

/** A small HTTP question, asked through the local end of a tunnel. */
export type HttpQuestion = {readonly path: string; readonly headers: Readonly<Record<string, string>>};

/** What came back: enough to judge. The body is cut at 64 KiB. */
export type HttpAnswer = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
};

/**
 * `ours`: it answered and only our app could have. `not-yet`: something answers and is still starting.
 * `stranger`: something else listens there (ports collide on shared nodes).
 */
export type ReadinessVerdict = 'ours' | 'not-yet' | 'stranger';

type Http = Extract<Readiness, {how: 'http'}>;
type Talk = Extract<Readiness, {how: 'talk'}>;

/** What is asked of an app by HTTP, secrets and all. */
export function httpQuestion({path, headers = {}}: Http, values: Values): HttpQuestion {
	return {
		path: fill(path, values, forUrl),
		headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, fill(text, values, forLine)])),
	};
}

/**
 * Whose answer this is. A redirect most often leads to a login page: our secret would have been let in. Other answers may be
 * those of a server that still loads, or whose way in we have not seen yet.
 */
export function judgeHttp({statuses = [200], contains = []}: Http, {status, body}: HttpAnswer): ReadinessVerdict {
	if (statuses.includes(status) && contains.every(text => body.includes(text))) {
		return 'ours';
	}

	return status < 400 || status === 401 || status === 403 ? 'stranger' : 'not-yet';
}

/** What is said to an app that is no HTTP server; empty: it speaks first. */
export function talkQuestion({send = ''}: Talk, values: Values): string {
	return fill(send, values, forLine);
}

/** Whose answer this is, as far as it came; null: more of it may tell. */
export function judgeTalk({expect, starting}: Talk, said: string): ReadinessVerdict | null {
	if (said.includes(expect)) {
		return 'ours';
	}

	if (starting !== undefined && said.includes(starting)) {
		return 'not-yet';
	}

	return said.length > 4096 ? 'stranger' : null;
}

/** Where a port is reached: by the local end of its tunnel, or by the node's own address. */
export type ReachedPort = {readonly host: string; readonly port: number; readonly isSecure: boolean};

/** The URL that a person opens, secrets and all; null: this port has none. */
export function urlOf({url}: PortSpec, {host, port, isSecure}: ReachedPort, values: Values): string | null {
	const text = typeof url === 'object' ? url.urls[values[url.by] ?? ''] : url;
	if (text === undefined) {
		return null;
	}

	const place = host.includes(':') ? `[${host}]` : host;
	const filled = fill(text.replaceAll('{host}', place).replaceAll('{port}', String(port)), values, forUrl);
	return /^[a-z][a-z0-9+.-]*:\/\//.test(text) ? filled : `${isSecure ? 'https' : 'http'}://${place}:${port}${filled}`;
}
