import type {Client, ClientChannel} from 'ssh2';
import type {Command, Outcome} from '../../../source/core/command.js';
import type {Terminal} from '../../../source/core/link.js';
import {terminalLine} from '../common/script.js';
import type {Sessions} from './sessions.js';

/** A terminal gives up after this long without a session for it. */
const START_TIMEOUT_MS = 30_000;

export type TerminalRequest = {
	readonly client: Client;
	readonly sessions: Sessions;
	readonly size: {readonly columns: number; readonly rows: number};
	readonly command: Command | undefined;
};

/** A pseudo-terminal at the far side, with the login shell or with a command. */
export async function openTerminal({client, sessions, size, command}: TerminalRequest): Promise<Terminal> {
	const pty = {term: 'xterm-256color', cols: size.columns, rows: size.rows};
	const channel = await sessions.open(
		done => (command === undefined ? client.shell(pty, done) : client.exec(terminalLine(command), {pty}, done)),
		AbortSignal.timeout(START_TIMEOUT_MS),
	);
	channel.on('error', () => {});
	channel.stderr.resume();
	return {
		output: channel,
		write(bytes) {
			if (channel.writable) {
				channel.write(bytes);
			}
		},
		resize: (columns, rows) => channel.setWindow(rows, columns, 0, 0),
		exited: exitOf(channel),
		close() {
			channel.close();
			channel.resume();
		},
	};
}

async function exitOf(channel: ClientChannel): Promise<Outcome> {
	return new Promise(resolve => {
		channel.once('close', (code?: number | null, signal?: string) => {
			const nothing = new Uint8Array(0);
			resolve({code: code ?? null, signal: signal?.replace(/^SIG/, '') ?? null, stdout: nothing, stderr: nothing});
		});
	});
}
