import {readFile, rename, writeFile} from 'node:fs/promises';
import {startOf} from '../wire/process-identity.js';

/** Which process serves the demo's hosts; the file is there from the moment they listen. */
export type ServersRecord = {readonly pid: number; readonly start: string};

/** What the file says, when the very process that it names is alive; undefined otherwise. */
export async function readRecord(path: string): Promise<ServersRecord | undefined> {
	const record = parseRecord(await readFile(path, 'utf8').catch(() => ''));
	return record !== undefined && startOf(record.pid) === record.start ? record : undefined;
}

/** Puts this process into the file, whole or not at all. */
export async function writeRecord(path: string): Promise<void> {
	const record: ServersRecord = {pid: process.pid, start: startOf(process.pid) ?? ''};
	const draft = `${path}.${process.pid}`;
	await writeFile(draft, `${JSON.stringify(record)}\n`, {mode: 0o600});
	await rename(draft, path);
}

function parseRecord(text: string): ServersRecord | undefined {
	const [, pid, start] = /^\{"pid":(\d+),"start":"([\w-]+)"\}\n$/.exec(text) ?? [];
	return pid === undefined || start === undefined ? undefined : {pid: Number(pid), start};
}
