import type {Client} from '../client/client.js';
import {Fault} from '../core/fault.js';
import {whole} from '../core/whole.js';
import type {Calls, LogPiece} from '../wire/calls.js';
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

		if (!options.follow) {
			await printAll(impatientReader(await context.connect(), context), log, lines);
			return;
		}

		const [{followLog}, {patientReader}] = await Promise.all([
			import('./follow-log.js'),
			import('./patient-reader.js'),
		]);
		await followLog(context, args.session, await printAll(patientReader(context), log, lines));
	},
});

type Log = {
	readonly context: Context;
	readonly session: string;
	readonly stream: 'output' | 'scheduler';
};

type Reader = (input: Calls['log.read']['in']) => Promise<LogPiece>;

function impatientReader(client: Client, {signal}: Context): Reader {
	return input => client.call('log.read', input, signal);
}

/** Writes what is there, piece by piece as the reader takes it, and answers the offset behind it. */
async function printAll(read: Reader, {context, session, stream}: Log, lines: number | null): Promise<number> {
	let offset = lines === null ? 0 : null;
	for (;;) {
		const piece = await read({session, stream, offset, lines});
		const bytes = Buffer.from(piece.base64, 'base64');
		await context.out.write(bytes);
		offset = piece.offset + bytes.length;
		if (bytes.length === 0 || offset >= piece.size) {
			return offset;
		}

		context.signal.throwIfAborted();
	}
}

/** One document: the last lines, or the last 64 KiB. A whole log of gigabytes is no JSON document. */
async function printDocument({context, session, stream}: Log, lines: number | null): Promise<void> {
	const read = impatientReader(await context.connect(), context);
	await context.print(await read({session, stream, offset: null, lines}), () => '');
}
