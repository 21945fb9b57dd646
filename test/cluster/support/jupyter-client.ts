/**
 * What a browser does with a notebook's URL, run inside the laptop: opens the page, lists the contents, takes a kernel and runs code over
 * its WebSocket. Standard input: `{url, code, kernel}` as JSON (kernel null: a new one); standard output: what came of it.
 */
import {randomUUID} from 'node:crypto';
import {text} from 'node:stream/consumers';

type Wish = {readonly url: string; readonly code: string; readonly kernel: string | null};
type Message = {
	readonly msg_type: string;
	readonly parent_header: {readonly msg_id?: string};
	readonly content: unknown;
};

const PATIENCE_MS = 30_000;

const {url, code, kernel: wanted} = JSON.parse(await text(process.stdin)) as Wish;
const {origin, searchParams} = new URL(url);
const token = searchParams.get('token') ?? '';

const page = await fetch(url, {signal: AbortSignal.timeout(PATIENCE_MS)});
if (!page.ok) {
	throw new Error(`the page: ${page.status}`);
}

const contents = (await ask('GET', '/api/contents')) as {readonly content: readonly {readonly name: string}[]};
const kernel = wanted ?? ((await ask('POST', '/api/kernels')) as {readonly id: string}).id;
const printed = await runCode(kernel);
process.stdout.write(JSON.stringify({kernel, printed, names: contents.content.map(({name}) => name)}));

async function ask(method: string, path: string): Promise<unknown> {
	const response = await fetch(`${origin}${path}`, {
		method,
		headers: {Authorization: `token ${token}`},
		signal: AbortSignal.timeout(PATIENCE_MS),
	});
	if (!response.ok) {
		throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
	}

	return response.json();
}

function runCode(id: string): Promise<string> {
	const {promise, resolve, reject} = Promise.withResolvers<string>();
	const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/kernels/${id}/channels?token=${token}`);
	const request = randomUUID();
	let out = '';
	socket.onopen = () => socket.send(JSON.stringify(executeRequest(request)));
	socket.onerror = () => reject(new Error('the WebSocket failed'));
	socket.onclose = () => reject(new Error('the WebSocket was closed'));
	socket.onmessage = ({data}) => {
		const message = JSON.parse(String(data)) as Message;
		if (message.parent_header.msg_id !== request) {
			return;
		}

		if (message.msg_type === 'stream') {
			out += (message.content as {readonly text: string}).text;
		} else if (message.msg_type === 'error') {
			reject(new Error(JSON.stringify(message.content)));
		} else if (message.msg_type === 'status' && isIdle(message.content)) {
			resolve(out);
		}
	};
	const timer = setTimeout(() => reject(new Error(`no answer from the kernel; so far: ${out}`)), PATIENCE_MS);
	return promise.finally(() => {
		clearTimeout(timer);
		socket.onclose = null;
		socket.close();
	});
}

function isIdle(content: unknown): boolean {
	return (content as {readonly execution_state: string}).execution_state === 'idle';
}

function executeRequest(id: string): object {
	return {
		channel: 'shell',
		header: {msg_id: id, msg_type: 'execute_request', username: 'alice', session: randomUUID(), version: '5.3'},
		parent_header: {},
		metadata: {},
		content: {code, silent: false, store_history: false, user_expressions: {}, allow_stdin: false},
	};
}
