/** The hosts of the embedded cluster, in the order in which a connection passes through them. */
export const DEMO_HOSTS = ['gateway', 'login', 'node1'] as const;

/** One of the hosts of the embedded cluster. */
export type DemoHost = (typeof DEMO_HOSTS)[number];

/** A value for each host. */
export type PerHost<T> = Readonly<Record<DemoHost, T>>;

/** The name of a host in the demo's ssh configuration. */
export function aliasOf(host: DemoHost): `demo-${DemoHost}` {
	return `demo-${host}`;
}

/** The one user of the embedded cluster. */
export const DEMO_USER = 'demo';

/** The name of the cluster, and of the session that is made on it. */
export const DEMO_NAME = 'demo';

/** A value for each host, made one after another. */
export async function forEachHost<T>(make: (host: DemoHost) => Promise<T>): Promise<PerHost<T>> {
	return {gateway: await make('gateway'), login: await make('login'), node1: await make('node1')};
}
