import {existsSync} from 'node:fs';
import {execa} from 'execa';
import type {TestProject} from 'vitest/node';
import {CLUSTER_SCRIPTS, PROGRAM} from './support/places.js';

declare module 'vitest' {
	interface ProvidedContext {
		/** Why the cluster cannot run here; null: it runs. */
		readonly clusterIsMissing: string | null;
	}
}

/** The exit code of the cluster's scripts for "cannot run here", as opposed to "broken". */
const CANNOT_RUN = 77;

/**
 * Brings the cluster up where it is not, and takes it down afterwards only then. Where it cannot run, the tests are
 * skipped with the reason; with CI=true that is a failure.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	if (!existsSync(PROGRAM)) {
		throw new Error(`${PROGRAM} is not there: run npm run build first`);
	}

	const isCi = process.env['CI'] === 'true';
	if (isCi) {
		await script('install');
	}

	const wasUp = (await script('status')).exitCode === 0;
	const {exitCode, said} = wasUp ? {exitCode: 0, said: ''} : await script('up');
	if (exitCode === CANNOT_RUN && !isCi) {
		console.warn(`the tests on the cluster are skipped: ${said}`);
		project.provide('clusterIsMissing', said);
		return async () => undefined;
	}

	if (exitCode !== 0) {
		throw new Error(`the cluster does not come up (exit code ${exitCode}): ${said}`);
	}

	project.provide('clusterIsMissing', null);
	return async () => {
		if (!wasUp) {
			await script('down');
		}
	};
}

async function script(name: 'install' | 'status' | 'up' | 'down'): Promise<{exitCode: number; said: string}> {
	const {exitCode, all} = await execa('bash', [`${CLUSTER_SCRIPTS}${name}`], {
		all: true,
		reject: false,
		stdin: 'ignore',
	});
	return {exitCode: exitCode ?? 1, said: (all ?? '').trim()};
}
