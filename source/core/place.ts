import type {Endpoint} from './link.js';

/** Where the bytes of a way come out. `anywhere`: where each connection asks for, by SOCKS. */
export type Place = Endpoint | {readonly anywhere: true};

/** A host and a port as people write them: IPv6 addresses in brackets. */
export function hostAndPort(host: string, port: number | string): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A place as people write it: `host:port`, `[address]:port`, the socket's path, or `anywhere`. */
export function placeName(place: Place): string {
	if ('path' in place) {
		return place.path;
	}

	return 'anywhere' in place ? 'anywhere' : hostAndPort(place.host, place.port);
}
