import {Fault} from './fault.js';
import {isLiteralAddress, reachOf} from './ip-address.js';
import {hostAndPort} from './place.js';

/** What a tunnel leads to. */
export type TunnelFar =
	/** A port that the app serves: its number comes from the job's record. */
	| {readonly type: 'app'}
	/** A port of the job's node. */
	| {readonly type: 'port'; readonly port: number}
	/** A port of another host, as it is called and seen from the node's side. */
	| {readonly type: 'host'; readonly host: string; readonly port: number}
	/** A Unix socket on the job's node. */
	| {readonly type: 'unix'; readonly path: string}
	/** Wherever each connection asks for, by SOCKS5; names are looked up at the node's side. */
	| {readonly type: 'socks'};

/** A tunnel that somebody asks for. `localPort` null: any free one. */
export type TunnelSpec = {readonly far: Exclude<TunnelFar, {type: 'app'}>; readonly localPort: number | null};

/** What the person may write. */
export const TUNNEL_SPEC = '[[LOCAL:][HOST:]REMOTE | [LOCAL:]/PATH | socks[:LOCAL]]';

const HINT = 'for example: 5432, 8080:5432, db:5432, 8080:db:5432, [fd00::5]:80, 9000:/tmp/app.sock, socks, socks:1080';

/**
 * Takes `[LOCAL:][HOST:]REMOTE`, `[LOCAL:]/PATH` or `socks[:LOCAL]` apart. HOST may be a name or an address, one of IPv6 in
 * brackets.
 *
 * @throws {Fault} `usage` for whatever else it is.
 */
export function parseTunnelSpec(text: string): TunnelSpec {
	const [, socksPort] = /^socks(?::(.*))?$/s.exec(text) ?? [null, null];
	if (socksPort !== null) {
		return {far: {type: 'socks'}, localPort: socksPort === undefined ? null : portFrom(socksPort, text)};
	}

	const [, socketPort, path] = /^(?:(\d+):)?(\/.*)$/s.exec(text) ?? [];
	if (path !== undefined) {
		return {
			far: {type: 'unix', path: checkedPath(path)},
			localPort: socketPort === undefined ? null : portFrom(socketPort, text),
		};
	}

	const [, local, bracketed, named, remote] =
		/^(?:(\d+):)?(?:(?:\[([^\]]*)\]|([^:[\]]*[^:[\]\d][^:[\]]*)):)?([^:]*)$/s.exec(text) ?? [];
	if (remote === undefined) {
		throw new Fault('usage', `${JSON.stringify(text)} is no tunnel`, {hint: HINT});
	}

	const port = portFrom(remote, text);
	const host = bracketed ?? named;
	return {
		far: host === undefined ? {type: 'port', port} : {type: 'host', host: checkedHost(host, bracketed), port},
		localPort: local === undefined ? null : portFrom(local, text),
	};
}

/** The name of a tunnel to this place: what was written, without the local port. */
export function nameOfFar(far: TunnelSpec['far']): string {
	switch (far.type) {
		case 'port':
			return String(far.port);
		case 'host':
			return hostAndPort(far.host, far.port);
		case 'unix':
			return far.path;
		case 'socks':
			return 'socks';
	}
}

/** What is known of a far end's port before its node tells; null: nothing. */
export function portOfFar(far: TunnelFar): number | null {
	return far.type === 'port' || far.type === 'host' ? far.port : null;
}

/** Whether this host is the one that says so: from elsewhere, its name leads elsewhere. */
export function isOwnHost(host: string): boolean {
	return /^localhost\.?$/i.test(host) || reachOf(host) === 'loopback';
}

function portFrom(digits: string, text: string): number {
	const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
	if (port < 1 || port > 65_535) {
		throw new Fault('usage', `${JSON.stringify(text)} is no tunnel: ${JSON.stringify(digits)} is no port`, {
			hint: HINT,
		});
	}

	return port;
}

/** Names end up in argument lists and on screens: a leading dash would be an option. */
function checkedHost(host: string, bracketed: string | undefined): string {
	const isFine = bracketed === undefined ? /^[\w][\w.-]{0,252}$/.test(host) : isLiteralAddress(host);
	if (!isFine) {
		throw new Fault('usage', `${JSON.stringify(host)} is no host`, {hint: HINT});
	}

	return host;
}

/** Linux: a path of a Unix socket has at most 107 bytes (sun_path, with its end). */
function checkedPath(path: string): string {
	if (new TextEncoder().encode(path).length > 107 || /\p{C}/u.test(path)) {
		throw new Fault('usage', `${JSON.stringify(path)} cannot be the path of a Unix socket`, {
			hint: 'at most 107 bytes, and no control characters',
		});
	}

	return path;
}
