import {type IncomingMessage, request} from 'node:http';
import {connect, type Socket} from 'node:net';
import {connect as connectSecurely} from 'node:tls';
import type {HttpAnswer, HttpQuestion, ReadinessVerdict} from '../core/app-answer.js';
import {Fault} from '../core/fault.js';

const BODY_BYTES = 64 * 1024;

type Place = {readonly host: string; readonly port: number};

/** An open connection. Rejects with a `link` fault. */
export function connectTcp(place: Place, signal: AbortSignal): Promise<Socket> {
	return opened(connect(place), 'connect', signal);
}

/**
 * The same with TLS inside. The certificate is checked by its SHA-256 fingerprint alone, before a byte is sent.
 *
 * @throws {Fault} `link`: no TLS there, or another certificate than that.
 */
export async function connectTls(
	{fingerprint, ...place}: Place & {readonly fingerprint: string},
	signal: AbortSignal,
): Promise<Socket> {
	const socket = connectSecurely({...place, rejectUnauthorized: false});
	await opened(socket, 'secureConnect', signal);
	const met = socket.getPeerCertificate().fingerprint256;
	if (met !== fingerprint) {
		socket.destroy();
		throw new Fault('link', 'another certificate answers than the one of the job', {
			retry: 'later',
			hint: 'something else listens on this port of the node, or the certificate was changed since the app started',
			facts: {wanted: fingerprint, met},
		});
	}

	return socket;
}

function opened<Kind extends Socket>(socket: Kind, event: string, signal: AbortSignal): Promise<Kind> {
	return new Promise((resolve, reject) => {
		const giveUp = () => socket.destroy(new Error('it took too long'));
		signal.addEventListener('abort', giveUp, {once: true});
		socket.once(event, () => {
			signal.removeEventListener('abort', giveUp);
			resolve(socket);
		});
		// It stays: a connection may fail after its answer was read, when nobody listens for that any more.
		socket.on('error', error => reject(noAnswer(error)));
	});
}

/** Asks one thing over a connection and reads the answer, cut at 64 KiB. */
export function askHttp(socket: Socket, question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
	return new Promise((resolve, reject) => {
		const {path, headers} = question;
		const options = {
			path,
			headers: {...headers, host: '127.0.0.1', connection: 'close'},
			signal,
			createConnection: () => socket,
		};
		const outgoing = request(options, incoming => {
			readAll(incoming).then(
				body => resolve({status: incoming.statusCode ?? 0, headers: headersOf(incoming), body}),
				reject,
			);
		});
		outgoing.once('error', error => reject(noAnswer(error)));
		outgoing.end();
	});
}

async function readAll(incoming: IncomingMessage): Promise<string> {
	const pieces: Buffer[] = [];
	let length = 0;
	for await (const piece of incoming as AsyncIterable<Buffer>) {
		if (length < BODY_BYTES) {
			pieces.push(piece);
			length += piece.length;
		}
	}

	return Buffer.concat(pieces).subarray(0, BODY_BYTES).toString('utf8');
}

function headersOf({headers}: IncomingMessage): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
	);
}

/** Says something to a server that is no HTTP server, and listens until what it answers tells enough. */
export function talk(
	socket: Socket,
	question: string,
	judge: (said: string) => ReadinessVerdict | null,
	signal: AbortSignal,
): Promise<ReadinessVerdict> {
	return new Promise((resolve, reject) => {
		let said = '';
		const close = () => socket.destroy(new Error('it answered something else, or nothing'));
		signal.addEventListener('abort', close, {once: true});
		socket.on('data', (piece: Buffer) => {
			said += piece.toString('latin1');
			const verdict = judge(said);
			if (verdict !== null) {
				resolve(verdict);
			}
		});
		socket.once('error', error => (said === '' ? reject(noAnswer(error)) : resolve('stranger')));
		socket.once('close', () => (said === '' ? reject(noAnswer(new Error('it closed'))) : resolve('stranger')));
		if (question !== '') {
			socket.write(question, 'latin1');
		}
	});
}

function noAnswer(error: Error): Fault {
	return error instanceof Fault
		? error
		: new Fault('link', 'no answer yet', {retry: 'later', facts: {said: error.message}, cause: error});
}
