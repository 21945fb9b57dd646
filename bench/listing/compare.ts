import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {median} from '../median.js';
import {gridEngineListing, slurmListing} from './listings.js';
import type {Cost} from './reading.js';

const RUNS = 7;
const JOBS = 50_000;
/** Sessions of one person, and of one who has very many. */
const WANTED = [20, 1000] as const;

const LISTINGS = {slurm: slurmListing, sge: gridEngineListing};

/** Prints medians, and ratios to the bytes alone. */
export function compareListings(): void {
	const folder = mkdtempSync(join(tmpdir(), 'hpctui-bench-'));
	try {
		for (const [name, write] of Object.entries(LISTINGS)) {
			const text = write(JOBS);
			const file = join(folder, name);
			writeFileSync(file, text);
			console.log(`${name}: ${JOBS} jobs, ${(Buffer.byteLength(text) / 1024 ** 2).toFixed(1)} MiB`);
			for (const wanted of WANTED) {
				compare(name, file, wanted);
			}
		}
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

function compare(name: string, file: string, wanted: number): void {
	const bytes: Cost[] = [];
	const whole: Cost[] = [];
	for (let run = 0; run < RUNS; run++) {
		bytes.push(costOf('bytes', file, wanted));
		whole.push(costOf(name, file, wanted));
	}

	const middle = (costs: readonly Cost[], key: keyof Cost) => median(costs.map(cost => cost[key]));
	const line = (key: keyof Cost, unit: string) => {
		const ratio = median(whole.map((cost, run) => cost[key] / (bytes[run]?.[key] ?? Number.NaN)));
		return `${ratio.toFixed(2)}  (${middle(whole, key).toFixed(0)} ${unit}; the bytes alone ${middle(bytes, key).toFixed(0)} ${unit})`;
	};
	console.log(`  ${wanted} of them wanted   time ${line('milliseconds', 'ms')}`);
	console.log(`  ${' '.repeat(String(wanted).length)}                  memory ${line('mebibytes', 'MiB')}`);
}

function costOf(what: string, file: string, wanted: number): Cost {
	const argv = [process.argv[1] ?? '', 'read', what, file, String(wanted)];
	const {stdout, stderr, status} = spawnSync(process.execPath, argv, {encoding: 'utf8'});
	if (status !== 0) {
		throw new Error(stderr);
	}

	return JSON.parse(stdout) as Cost;
}
