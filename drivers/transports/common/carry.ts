import {randomBytes} from 'node:crypto';
import type {Duplex, Readable} from 'node:stream';
import {type CarrierWord, carrierFor, carrierWord} from '../../../source/core/carrier.js';
import {Fault} from '../../../source/core/fault.js';
import type {ByteStream, Endpoint} from '../../../source/core/link.js';
import {placeName} from '../../../source/core/place.js';
import {sanitizeText} from '../../../source/core/text.js';
import {afterMark} from './after-mark.js';
import {byteStreamOf, joinStreams, type Tap} from './byte-stream.js';
import {unlessAborted} from './cancelled.js';
import type {FarProcess, ProcessEnd} from './process.js';
import {quoteArgv} from './quote.js';
import type {Shells} from './run.js';
import {SHELL_LINE} from './script.js';
import {connectAborted, connectFault, verdictOfOpenFailure} from './verdict.js';

/** How long an exit code may take after the last byte. Only a carrier that is killed says neither that nor `sent-all`. */
const FATE_MS = 500;

/** How much of what a login shell printed is kept, to be shown where there is no carrier. */
const NOISE_BYTES = 4096;

/** As {@link Link.connect}, by a command on the host: for an sshd that forbids forwarding. */
export async function carry(shells: Shells, endpoint: Endpoint, signal?: AbortSignal, tap?: Tap): Promise<ByteStream> {
	const life = signal ?? new AbortController().signal;
	const process = await shells.start(SHELL_LINE, life).catch((thrown: unknown) => {
		throw life.aborted ? connectAborted(shells.hop, endpoint, life) : thrown;
	});
	const token = `hpctui${randomBytes(16).toString('hex')}`;
	const words = wordsOn(process.stderr, token);
	process.stdin.on('error', () => {});
	process.stdin.write(scriptFor(endpoint, token));
	try {
		const marked = afterMark(process.stdout, `${token}:`);
		judge(await unlessAborted(words.first(process.ended), life, placeName(endpoint)), shells.hop, endpoint);
		await unlessAborted(marked, life, placeName(endpoint));
		return byteStreamOf(joined(process, words, placeName(endpoint), tap));
	} catch (thrown) {
		process.kill();
		throw life.aborted ? connectAborted(shells.hop, endpoint, life) : thrown;
	}
}

/** In braces, so that the shell has read all of it before it runs it: what follows is the connection's. See `runScript`. */
function scriptFor(endpoint: Endpoint, token: string): string {
	const {argv} = carrierFor(endpoint, token);
	const mark = `printf '%s%s:' ${token.slice(0, 6)} ${token.slice(6)}`;
	return ['{', 'LC_ALL=C; export LC_ALL', mark, `exec ${quoteArgv(argv)}`, '}', ''].join('\n');
}

type Said = CarrierWord | {readonly type: 'nothing'; readonly end: ProcessEnd; readonly noise: string};

function judge(said: Said, hop: string, endpoint: Endpoint): void {
	switch (said.type) {
		case 'open':
		case 'sent-all':
			return;
		case 'closed':
			throw connectFault(hop, endpoint, verdictOfOpenFailure(undefined, said.said), said.said);
		case 'unable':
			throw new Fault('link', `${hop} cannot carry a connection by a command: ${said.said}`, {
				hint: 'ask for one of them there, or choose another --route',
				facts: {hop, verdict: 'forbidden', said: said.said},
			});
		case 'nothing':
			throw said.end.type === 'broken' ? said.end.fault : withoutCarrier(hop, said.noise);
	}
}

function withoutCarrier(hop: string, noise: string): Fault {
	const said = sanitizeText(noise).trim();
	return new Fault('link', `${hop} does not run commands for this user, so that none can carry a connection`, {
		hint: `see what it does by hand: ssh ${hop} true`,
		facts: {hop, verdict: 'forbidden', said},
	});
}

type Words = {
	/** The first word, or that the process ended without any. */
	first(ended: Promise<ProcessEnd>): Promise<Said>;
	readonly hasSentAll: boolean;
};

function wordsOn(stderr: Readable, token: string): Words {
	const first = Promise.withResolvers<CarrierWord>();
	let text = '';
	let hasSentAll = false;
	stderr.on('error', () => {});
	stderr.on('data', (bytes: Buffer) => {
		const lines = `${text}${bytes.toString('utf8')}`.split('\n');
		text = (lines.pop() ?? '').slice(-NOISE_BYTES);
		for (const word of lines.map(line => carrierWord(line, token)).filter(each => each !== null)) {
			hasSentAll ||= word.type === 'sent-all';
			first.resolve(word);
		}
	});
	return {
		first: ended => Promise.race([first.promise, ended.then((end): Said => ({type: 'nothing', end, noise: text}))]),
		get hasSentAll() {
			return hasSentAll;
		},
	};
}

/** Both directions as one stream. Each ends by itself; a carrier that did not end well fails it, as a reset would. */
function joined(process: FarProcess, words: Words, name: string, tap: Tap | undefined): Duplex {
	const {stdin, stdout, ended} = process;
	let isOver = false;
	const letGo = (): void => {
		if (!isOver) {
			process.kill();
		}
	};
	const stream = joinStreams(stdin, stdout, letGo, tap);
	stream.on('error', () => {});
	stdout.once('end', () => {
		void fateOf(words, ended).then(fault => (fault === null ? stream.push(null) : stream.destroy(fault)));
	});
	void ended.then(end => {
		isOver = true;
		if (end.type === 'broken') {
			stream.destroy(end.fault);
		} else if (stream.readableEnded) {
			stream.destroy();
		} else {
			stream.once('end', () => stream.destroy());
		}
	});
	return stream;

	async function fateOf({hasSentAll}: Words, end: Promise<ProcessEnd>): Promise<Fault | null> {
		if (hasSentAll) {
			return null;
		}

		const late = new Promise<null>(resolve => setTimeout(() => resolve(null), FATE_MS).unref());
		const fate = await Promise.race([end, late]);
		const isWell = fate === null || words.hasSentAll || (fate.type === 'exited' && fate.code === 0);
		return isWell ? null : new Fault('link', `the connection to ${name} broke`, {retry: 'now'});
	}
}
