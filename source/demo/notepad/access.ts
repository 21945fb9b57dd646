import {createHash, timingSafeEqual} from 'node:crypto';
import type {IncomingMessage} from 'node:http';

/** Who may come in: whoever shows the token, in the address, in a header, or in the cookie that the first visit left. */
export type Access = {
	/** The cookie to set for a request that brought the token in its address; undefined: it did not. */
	cookieFor(request: IncomingMessage, url: URL): string | undefined;
	isAllowed(request: IncomingMessage, url: URL): boolean;
};

/** Access by this token. Two notepads on one machine share cookies, which know no ports: each has its own name. */
export function accessBy(token: string): Access {
	const name = `notepad-${digest(token).toString('hex').slice(0, 12)}`;
	const isToken = (given: string | null | undefined) =>
		typeof given === 'string' && timingSafeEqual(digest(given), digest(token));
	const cookieFor = (_request: IncomingMessage, url: URL) =>
		isToken(url.searchParams.get('token')) ? `${name}=${token}; HttpOnly; SameSite=Strict; Path=/` : undefined;
	const isAllowed = (request: IncomingMessage, url: URL) =>
		isToken(url.searchParams.get('token')) ||
		isToken(bearerOf(request)) ||
		(isToken(cookieOf(request, name)) && isSameOrigin(request));
	return {cookieFor, isAllowed};
}

/** Digests have one length, so that comparing takes the same time whatever was given. */
function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

function bearerOf({headers}: IncomingMessage): string | undefined {
	return /^(?:bearer|token) (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function cookieOf({headers}: IncomingMessage, name: string): string | undefined {
	const pairs = (headers.cookie ?? '').split(';').map(pair => pair.trim());
	return pairs.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** A browser names the page that asks: a cookie is no good to the pages of others. */
function isSameOrigin({headers}: IncomingMessage): boolean {
	return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}
