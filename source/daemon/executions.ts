import {Fault} from '../core/fault.js';
import type {Running} from '../core/link.js';
import type {Execution} from '../wire/calls.js';
import type {Channel, Connection} from './server.js';

/** Streams of the far side that clients read and write: those of programs, and of connections. */
export type Executions = {
	/** Joins the streams with the client, until both are over: `exec.ended` tells. */
	serve(running: Running, connection: Connection): Execution;
	/** No more input comes, by the client that it belongs to. */
	endInput(execution: number, connection: Connection): void;
};

type Started = {readonly running: Running; readonly connection: Connection};

/** Nothing runs at first. */
export function createExecutions(): Executions {
	const executions = new Map<number, Started>();
	let last = 0;
	return {
		serve(running, connection) {
			last += 1;
			const execution = last;
			executions.set(execution, {running, connection});
			const input = connection.openChannel(bytes => {
				void running.write(bytes).then(() => connection.notify('exec.taken', {execution, bytes: bytes.byteLength}));
			});
			const errors = connection.openChannel(() => undefined);
			void carry(running, {execution, connection, output: input, errors}).finally(() => {
				executions.delete(execution);
				input.close();
				errors.close();
			});
			return {execution, output: input.number, errors: errors.number};
		},
		endInput(execution, connection) {
			const started = executions.get(execution);
			if (started?.connection === connection) {
				started.running.end();
			}
		},
	};
}

type Receiver = {
	readonly execution: number;
	readonly connection: Connection;
	readonly output: Channel;
	readonly errors: Channel;
};

/** Brings both streams to the client as fast as it reads, and then the end. */
async function carry(running: Running, {execution, connection, output, errors}: Receiver): Promise<void> {
	try {
		await Promise.all([pump(running.stdout, output, connection), pump(running.stderr, errors, connection)]);
		const {code, signal} = await running.exited;
		connection.notify('exec.ended', {execution, code, signal, fault: null});
	} catch (error) {
		connection.notify('exec.ended', {execution, code: null, signal: null, fault: Fault.from(error).toDocument()});
	}
}

async function pump(stream: AsyncIterable<Uint8Array>, channel: Channel, connection: Connection): Promise<void> {
	for await (const bytes of stream) {
		if (!channel.send(bytes)) {
			await connection.drained();
		}
	}
}
