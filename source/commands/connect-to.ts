import type {Context} from './command.js';
import {execute} from './execute.js';
import {pointToNode} from './node-keys.js';
import {sshFolderOf} from './ssh-folder.js';

/** Joins this process's streams with the sshd of the node, until either side is over. */
export async function connectTo(context: Context, session: string, waitSeconds: number): Promise<void> {
	await execute(context, async client => {
		const {node, ...execution} = await client.call('proxy.open', {session, waitSeconds}, context.signal);
		// Before a byte is passed on: ssh reads its known hosts when the server has greeted it.
		pointToNode(sshFolderOf(context.paths), session, node);
		return execution;
	});
}
