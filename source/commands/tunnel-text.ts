import {hostAndPort} from '../core/place.js';
import type {TunnelDocument} from '../core/session-document.js';

/** Where a tunnel listens; null: nowhere yet. */
export function localOf({localHost, localPort}: TunnelDocument): string | null {
	return localPort === null ? null : hostAndPort(localHost, localPort);
}

/** Where a tunnel leads; null: not known yet. */
export function farOf({kind, remoteHost, remotePort, remotePath}: TunnelDocument): string | null {
	if (kind === 'socks') {
		return 'anywhere (SOCKS5)';
	}

	return remotePath ?? (remotePort === null ? null : hostAndPort(remoteHost ?? 'the node', remotePort));
}
