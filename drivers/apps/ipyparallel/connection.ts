import {CLIENT_PORTS} from './configuration.js';

/**
 * The controller's own client file with this end's addresses in it; all else (key, packer, signature scheme, CURVE's server key)
 * stays as the controller wrote it. Null: it has not been told yet, or a port has no local end. `location` is this machine, so that the client looks for no ssh
 * server (client/client.py).
 */
export function clientConnection(
	secrets: Readonly<Record<string, string>>,
	localPortOf: (port: string) => number | null,
): string | null {
	const file = objectOf(secrets['connection'] ?? '');
	if (file === null) {
		return null;
	}

	const ports: Record<string, number> = {};
	for (const name of ['registration', ...CLIENT_PORTS].filter(port => port in file)) {
		const port = localPortOf(name);
		if (port === null) {
			return null;
		}

		ports[name] = port;
	}

	return `${JSON.stringify({...file, ...ports, ssh: '', interface: 'tcp://127.0.0.1', location: '127.0.0.1'}, null, 2)}\n`;
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch {
		return null;
	}
}
