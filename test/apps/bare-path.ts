import {symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {hasProgram, temporaryFolder} from '../core/shells.js';

/** What a job script needs of a node, and the apps of the commands that every node has. */
const TOOLS = [
	...['awk', 'bash', 'cat', 'chmod', 'date', 'env', 'grep', 'head', 'id', 'ln', 'mkdir', 'mktemp', 'mv', 'od'],
	...['printf', 'rm', 'rmdir', 'sed', 'sh', 'sleep', 'sort', 'tail', 'tr', 'truncate', 'uname', 'wc'],
];

/** A folder for PATH with these alone: what this machine has installed must not be found. Whatever is put into it is. */
export function barePath(): string {
	const folder = temporaryFolder();
	for (const name of TOOLS.filter(hasProgram)) {
		symlinkSync(`/usr/bin/${name}`, join(folder, name));
	}

	return folder;
}
