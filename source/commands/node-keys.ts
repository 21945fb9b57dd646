import {existsSync, readFileSync, renameSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {hostKeyAliasOf, knownHostsOf} from '../core/ssh-aliases.js';
import type {ProxiedNode} from '../wire/calls.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';

/** Marks the lines that we wrote; those without it ssh added, when the person said yes. */
const OURS = ' from-hpctui';

/**
 * Has the known hosts of a session's alias lead to those of this node: a file of its own for each node, with the keys that the
 * person's known_hosts files hold of it, and those that ssh was told to trust since. All are of mode 0600, in folders of 0700.
 */
export function pointToNode(folder: string, session: string, node: ProxiedNode): void {
	const nodes = join(folder, 'nodes', encodeURIComponent(node.cluster));
	const file = join(nodes, encodeURIComponent(node.name));
	const link = knownHostsOf(folder, session);
	ensurePrivateFolder(folder);
	ensurePrivateFolder(nodes);
	ensurePrivateFolder(dirname(link));
	writeKeys(file, node);
	const draft = `${link}.${process.pid}`;
	symlinkSync(relative(dirname(link), file), draft);
	renameSync(draft, link);
}

function writeKeys(file: string, node: ProxiedNode): void {
	const before = read(file);
	const name = hostKeyAliasOf(node.cluster);
	const ours = node.hostKeys.map(({marker, key}) => `${[marker, name, key].filter(Boolean).join(' ')}${OURS}`);
	const added = before.split('\n').filter(line => line !== '' && !line.endsWith(OURS));
	const text = [...ours, ...added].map(line => `${line}\n`).join('');
	if (text !== before || !existsSync(file)) {
		const draft = `${file}.${process.pid}`;
		writeFileSync(draft, text, {mode: 0o600});
		renameSync(draft, file);
	}
}

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
