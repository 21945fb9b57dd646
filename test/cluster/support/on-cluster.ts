import {afterEach, describe, inject} from 'vitest';
import {mendAll} from './hosts.js';

/**
 * A group of tests that need the cluster: skipped with the reason in the name where there is none. Whatever a test broke is
 * mended after it.
 */
export function onCluster(name: string, tests: () => void): void {
	const missing = inject('clusterIsMissing');
	describe.skipIf(missing !== null)(missing === null ? name : `${name} [skipped: ${missing}]`, () => {
		afterEach(mendAll);
		tests();
	});
}
