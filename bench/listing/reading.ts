import {spawn} from 'node:child_process';
import {once} from 'node:events';
import sge from '../../drivers/schedulers/sge.js';
import slurm from '../../drivers/schedulers/slurm.js';
import {FIRST_JOB} from './listings.js';

/** What one reading took, of a fresh process. */
export type Cost = {readonly milliseconds: number; readonly mebibytes: number};

/** `bytes FILE WANTED` collects what a program prints, as a link does; a driver's name instead also reads it. */
export async function readListing([what = '', file = '', wanted = '']: readonly string[]): Promise<void> {
	const ids = Array.from({length: Number(wanted)}, (_, index) => String(FIRST_JOB + index * 37));
	const begin = performance.now();
	const stdout = await bytesOf(file);
	const reports =
		what === 'bytes' ? ids : driverOf(what).list.read({code: 0, signal: null, stdout, stderr: EMPTY}, {ids});
	const milliseconds = performance.now() - begin;
	if (reports.length !== ids.length) {
		throw new Error(`${reports.length} jobs were found of ${ids.length}`);
	}

	const cost: Cost = {milliseconds, mebibytes: process.resourceUsage().maxRSS / 1024};
	process.stdout.write(JSON.stringify(cost));
}

const EMPTY = new Uint8Array();

function driverOf(name: string) {
	const driver = [slurm, sge].find(each => each.name === name);
	if (driver === undefined) {
		throw new Error(`no listing of ${name}`);
	}

	return driver;
}

async function bytesOf(file: string): Promise<Uint8Array> {
	const child = spawn('cat', [file], {stdio: ['ignore', 'pipe', 'inherit']});
	const chunks: Uint8Array[] = [];
	child.stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk));
	await once(child, 'close');
	return Buffer.concat(chunks);
}
