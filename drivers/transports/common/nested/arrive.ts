import {randomBytes} from 'node:crypto';
import {PassThrough, Readable, Writable} from 'node:stream';
import {Fault} from '../../../../source/core/fault.js';
import type {Asker, Hop, Link, OpenRequest, Running} from '../../../../source/core/link.js';
import {afterMark} from '../after-mark.js';
import {cancelled} from '../cancelled.js';
import type {FarProcess, ProcessEnd} from '../process.js';
import {Login} from '../ssh-login/login.js';
import {arrivalMark, loginCommand} from './login-command.js';
import {QuestionCutter} from './question-cutter.js';

/** From the login to the first command: rc files are read, and those of a busy home folder take their time. */
const SHELL_MS = 30_000;

/** Has the hop before log in to this one with its own ssh; what that asks is put to the person. Resolves with a shell there. */
export async function arrive(request: OpenRequest, over: Link, signal: AbortSignal): Promise<FarProcess> {
	const {hop} = request;
	const token = `hpctui${randomBytes(16).toString('hex')}`;
	const running = await over.stream(loginCommand(hop, token), signal);
	const login = new Login({...request, ask: askedBy(over.hop, request.ask)}, null, null);
	const late = new AbortController();
	const onAbort = (): void => login.fail(cancelled(signal, `connecting to ${hop.name}`));
	signal.addEventListener('abort', onAbort, {once: true});
	let timer: NodeJS.Timeout | undefined;
	try {
		const stdout = readableOf(running.stdout);
		const stderr = questionsOf(running, token, login);
		const ended = endOf(running);
		void ended.then(end => (end.type === 'broken' ? login.fail(end.fault) : login.ended()));
		const arrived = afterMark(stdout, arrivalMark(token));
		const refused = login.done.then(() => {
			timer = setTimeout(() => late.abort(), SHELL_MS).unref();
			return shellMissing(hop, ended, late.signal, () => login.log.said);
		});
		await Promise.race([arrived, refused]);
		return {
			stdin: writableOf(running),
			stdout,
			stderr: stderr.takeOver(),
			ended,
			letGo: running.kill,
			kill: running.kill,
		};
	} catch (thrown) {
		running.kill();
		throw seenFrom(over.hop, hop, Fault.from(thrown));
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', onAbort);
		login.close();
	}
}

/** Whoever logs in there gets no shell: an account for forwarding only, or an rc file that ends it. Never resolves. */
async function shellMissing(
	hop: Hop,
	ended: Promise<ProcessEnd>,
	late: AbortSignal,
	said: () => readonly string[],
): Promise<never> {
	const timedOut = new Promise<null>(resolve => late.addEventListener('abort', () => resolve(null), {once: true}));
	const end = await Promise.race([ended, timedOut]);
	if (end?.type === 'broken') {
		throw end.fault;
	}

	const words = said().at(-1) ?? '';
	const how = end === null ? `did not within ${SHELL_MS / 1000} s` : 'does not';
	throw new Fault('remote', `${hop.name} lets in, and ${how} run commands for this user`, {
		retry: 'after-user',
		facts: {hop: hop.name, said: words},
	});
}

/** Puts what is asked on standard error to the person, and has the rest read as the words of ssh, until a shell takes it over. */
function questionsOf(running: Running, token: string, login: Login): {takeOver(): Readable} {
	const cutter = new QuestionCutter(token);
	const decoder = new TextDecoder();
	const later = new PassThrough();
	let isTaken = false;
	const source = readableOf(running.stderr);
	source.on('error', () => {});
	source.on('data', (bytes: Buffer) => {
		if (isTaken) {
			later.write(bytes);
			return;
		}

		for (const {type, text} of cutter.feed(decoder.decode(bytes, {stream: true}))) {
			if (type === 'words') {
				login.heard(text);
			} else {
				void answer(type, text);
			}
		}
	});
	source.once('close', () => later.end());
	return {
		takeOver() {
			isTaken = true;
			return later;
		},
	};

	async function answer(type: 'asked' | 'told', text: string): Promise<void> {
		const given = await login.answer({text, isEchoing: false, isTold: type === 'told'});
		if (given !== undefined) {
			await running.write(`${given.replace(/[\r\n].*/s, '')}\n`);
		}
	}
}

/** A key file that is locked, or a host key, is another one than it would be here. */
const askedBy =
	({name}: Hop, ask: Asker): Asker =>
	(question, signal) =>
		ask({...question, text: [`The ssh of ${name} asks:`, question.text].filter(Boolean).join('\n')}, signal);

/** A fault of the ssh of the hop before: what "here" means in it, and where to try it by hand. */
function seenFrom(before: Hop, hop: Hop, fault: Fault): Fault {
	if (fault.kind === 'cancelled' || fault.facts['hop'] !== hop.name) {
		return fault;
	}

	const isHostKey = fault.facts['reason'] === 'host-key';
	const isForPerson = fault.hint?.includes('hpctui cluster login') === true;
	const port = hop.port === 22 ? '' : `-p ${hop.port} `;
	const byHand = `try by hand: ssh -t ${before.name} ssh -v ${port}${hop.name}`;
	return new Fault(fault.kind, `seen from ${before.name}: ${fault.message}`, {
		hint: isForPerson ? fault.hint : isHostKey ? `on ${before.name}: ${fault.hint}` : byHand,
		retry: fault.retry,
		facts: {...fault.facts, from: before.name},
		cause: fault,
	});
}

/** Every transport hands out streams of Node here. */
const readableOf = (stream: AsyncIterable<Uint8Array>): Readable =>
	stream instanceof Readable ? stream : Readable.from(stream, {objectMode: false});

function writableOf(running: Running): Writable {
	return new Writable({
		write(bytes: Buffer, _encoding, done) {
			running.write(bytes).then(() => done(), done);
		},
		final(done) {
			running.end();
			done();
		},
	});
}

const endOf = (running: Running): Promise<ProcessEnd> =>
	running.exited.then(
		({code, signal}): ProcessEnd => ({type: 'exited', code, signal}),
		(thrown: unknown): ProcessEnd => ({type: 'broken', fault: Fault.from(thrown)}),
	);
