import type {Socket} from 'node:net';
import type {PortSpec} from '../core/app.js';
import {
	type HttpAnswer,
	type HttpQuestion,
	httpQuestion,
	judgeHttp,
	judgeTalk,
	type ReadinessVerdict,
	talkQuestion,
} from '../core/app-answer.js';
import {LOCAL_HOST} from '../core/document.js';
import {Fault} from '../core/fault.js';
import {fingerprintOf} from '../core/fingerprint.js';
import type {Tunnel} from '../core/session.js';
import {WAITING_HEADER} from '../core/waiting-page.js';
import {askHttp, connectTcp, connectTls, talk} from './questions.js';

/** A port of a session, and what is known of it. */
export type AskedPort = {
	readonly port: PortSpec;
	readonly tunnel: Tunnel;
	readonly settings: Readonly<Record<string, string>>;
	readonly secrets: Readonly<Record<string, string>>;
};

/**
 * Asks an app, through the local end of its tunnel, whether it answers and is ours. Rejects with a fault that says what
 * came instead. `signal` carries the time-out.
 */
export async function askApp(asked: AskedPort, signal: AbortSignal): Promise<ReadinessVerdict> {
	const {port, settings, secrets} = asked;
	const readiness = port.readiness ?? {how: 'connect'};
	const values = {...settings, ...secrets};
	if (readiness.how === 'connect' && !isSecure(asked)) {
		return 'ours';
	}

	const socket = await connected(asked, signal);
	try {
		switch (readiness.how) {
			case 'connect':
				return 'ours';
			case 'http':
				return judgeHttp(readiness, await askApart(socket, httpQuestion(readiness, values), signal));
			case 'talk':
				return await talk(socket, talkQuestion(readiness, values), said => judgeTalk(readiness, said), signal);
		}
	} finally {
		socket.destroy();
	}
}

/** Asks one thing of an app by HTTP, secrets and all, as readiness is asked. */
export async function askPort(asked: AskedPort, question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
	const socket = await connected(asked, signal);
	try {
		const {path, headers} = question;
		const values = {...asked.settings, ...asked.secrets};
		return await askApart(socket, httpQuestion({how: 'http', path, headers}, values), signal);
	} finally {
		socket.destroy();
	}
}

/** The answer of the app itself: the listener has one of its own while the way is down. */
async function askApart(socket: Socket, question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
	const answer = await askHttp(socket, question, signal);
	if (WAITING_HEADER in answer.headers) {
		throw new Fault('link', 'no answer yet', {retry: 'later'});
	}

	return answer;
}

function connected(asked: AskedPort, signal: AbortSignal): Promise<Socket> {
	const place = {host: LOCAL_HOST, port: asked.tunnel.localPort ?? 0};
	return isSecure(asked)
		? connectTls({...place, fingerprint: wantedFingerprint(asked)}, signal)
		: connectTcp(place, signal);
}

/** Whether the port speaks TLS, by what it is or by what the app said of itself. */
export function isSecure({port, tunnel}: Pick<AskedPort, 'port' | 'tunnel'>): boolean {
	return port.kind === 'https' || tunnel.isSecure;
}

/**
 * The certificate that the far end must have: the one that the person pinned, else the one that the job's record told.
 * Nobody signed it, so that nothing else says whose it is; and before that is known, no secret is sent.
 */
function wantedFingerprint({port, tunnel, settings}: AskedPort): string {
	const wanted = fingerprintOf(settings['fingerprint'] ?? '') ?? tunnel.fingerprint;
	if (wanted === null) {
		throw new Fault('link', `the node has not told the certificate of ${port.name} yet`, {
			retry: 'later',
			hint: 'it takes openssl or python3 on the node; where there is neither, pin it: --set fingerprint=SHA256',
		});
	}

	return wanted;
}
