import type {Client} from '../client/client.js';
import {Fault} from '../core/fault.js';
import {whole} from '../core/whole.js';
import type {LogPiece} from '../wire/calls.js';
import {type Context, defineCommand} from './command.js';
import {SESSION} from './words.js';

export const logs = defineCommand({
	name: 'logs',
	summary: "the job's output, byte for byte",
	options: {
		follow: {help: 'go on with what is written, until the session ends or C-c'},
		lines: {value: 'N', help: 'only the last N lines, and what follows'},
		stderr: {help: 'what the scheduler itself printed around the job, instead'},
	},
	args: {session: SESSION},
	async run({args, options, context}) {
		const lines = options.lines === undefined ? null : whole('--lines', options.lines, 0);
		if (options.follow && (options.stderr || context.isJson)) {
			throw new Fault('usage', `--follow does not go together with ${options.stderr ? '--stderr' : '--json'}`);
		}

		const stream = options.stderr ? 'scheduler' : 'output';
		const log: Log = {context, session: args.session, stream};
		if (context.isJson) {
			await printDocument(log, lines);
			return;
		}

		const end = await printAll(await context.connect(), log, lines);
		if (options.follow) {
			const {followLog} = await import('./follow-log.js');
			await followLog(context, args.session, end);
		}
	},
});

type Log = {
	readonly context: Context;
	readonly session: string;
	readonly stream: 'output' | 'scheduler';
};

/** Writes what is there, piece by piece as the reader takes it, and answers the offset behind it. */
async function printAll(client: Client, log: Log, lines: number | null): Promise<number> {
	let offset = lines === null ? 0 : null;
	for (;;) {
		const piece = await readPiece(client, log, offset, lines);
		const bytes = Buffer.from(piece.base64, 'base64');
		await log.context.out.write(bytes);
		offset = piece.offset + bytes.length;
		if (bytes.length === 0 || offset >= piece.size) {
			return offset;
		}

		log.context.signal.throwIfAborted();
	}
}

/** One document: the last lines, or the last 64 KiB. A whole log of gigabytes is no JSON document. */
async function printDocument(log: Log, lines: number | null): Promise<void> {
	const piece = await readPiece(await log.context.connect(), log, null, lines);
	await log.context.print(piece, () => '');
}

function readPiece(client: Client, log: Log, offset: number | null, lines: number | null): Promise<LogPiece> {
	const {session, stream, context} = log;
	return client.call('log.read', {session, stream, offset, lines}, context.signal);
}
