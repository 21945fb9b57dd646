import {Fault} from '../../core/fault.js';
import type {Running} from '../../core/link.js';
import {placeOf, workdirOf} from '../job-place.js';
import type {Channel, Connection, Handlers} from '../server.js';
import type {HandlerContext} from './context.js';

type Started = {readonly running: Running; readonly connection: Connection};

/** Calls that run programs on the node of a job. */
export function execHandlers(context: HandlerContext): Pick<Handlers, 'exec.start' | 'exec.end-input'> {
	const executions = new Map<number, Started>();
	let last = 0;
	return {
		async 'exec.start'({session, argv, hasInput}, connection, signal) {
			const found = context.store.find(session);
			const {footholds} = context.desks.of(found.request.cluster);
			const foothold = await footholds.on(placeOf(found), signal);
			const command = {argv: checkedArgv(argv), ...workdirOf(found), ...(hasInput ? {} : {stdin: ''})};
			const running = await foothold.link.stream(foothold.wrap(command, false), connection.signal);
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
		async 'exec.end-input'({execution}, connection) {
			const started = executions.get(execution);
			if (started?.connection === connection) {
				started.running.end();
			}

			return {};
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

function checkedArgv(argv: readonly string[]): [string, ...string[]] {
	const [program, ...words] = argv;
	if (program === undefined || program === '') {
		throw new Fault('usage', 'a command needs the name of a program', {hint: 'hpctui exec SESSION -- nvidia-smi'});
	}

	return [program, ...words];
}
