import {request} from 'node:http';
import type {AppDriver, ReadinessRequest, ReadinessResponse, ReadinessVerdict} from '../core/app.js';
import {LOCAL_HOST} from '../core/document.js';
import {Fault} from '../core/fault.js';
import {WAITING_HEADER} from '../core/waiting-page.js';

const BODY_BYTES = 64 * 1024;

/**
 * Asks an app, through the local end of its tunnel, whether it answers and is ours. Rejects with a fault that says what
 * came instead. `signal` carries the time-out.
 */
export async function askApp(
	app: AppDriver,
	port: string,
	localPort: number,
	secrets: Readonly<Record<string, string>>,
	signal: AbortSignal,
): Promise<ReadinessVerdict> {
	const question = app.readiness(port, secrets);
	if (question === null) {
		return 'ours';
	}

	const answer = await askPort(localPort, question, signal);
	if (WAITING_HEADER in answer.headers) {
		throw new Fault('link', 'no answer yet', {retry: 'later'});
	}

	return app.judge(port, answer);
}

/** Asks what listens on a local port; the answer may be of the listener itself, while the way is down. */
export function askPort(port: number, question: ReadinessRequest, signal: AbortSignal): Promise<ReadinessResponse> {
	return new Promise((resolve, reject) => {
		const outgoing = request(
			{
				host: LOCAL_HOST,
				port,
				agent: false,
				signal,
				method: question.method,
				path: question.path,
				headers: question.headers,
			},
			incoming => {
				const pieces: Buffer[] = [];
				let length = 0;
				incoming.on('data', (piece: Buffer) => {
					if (length < BODY_BYTES) {
						pieces.push(piece);
						length += piece.length;
					}
				});
				incoming.once('error', reject);
				incoming.once('end', () => {
					const headers = Object.fromEntries(
						Object.entries(incoming.headers).map(([name, value]) => [
							name,
							Array.isArray(value) ? value.join(', ') : (value ?? ''),
						]),
					);
					const body = Buffer.concat(pieces).subarray(0, BODY_BYTES).toString('utf8');
					resolve({status: incoming.statusCode ?? 0, headers, body});
				});
			},
		);
		outgoing.once('error', error => {
			reject(new Fault('link', 'no answer yet', {retry: 'later', facts: {said: error.message}, cause: error}));
		});
		outgoing.end();
	});
}
