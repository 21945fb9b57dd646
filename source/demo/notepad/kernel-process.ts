import {type Runtime, Session} from 'node:inspector';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {inspect} from 'node:util';
import type {KernelEvent, KernelRequest} from './messages.js';

/**
 * The process behind the JavaScript cells: evaluates what its parent sends, as the console of a browser does, so that
 * `await` stands at the top and a `const` may be declared again. It ends with its parent.
 */
export function runKernel(): void {
	const tell = (event: KernelEvent) => process.send?.(event);
	captureOutput(tell);
	Object.assign(globalThis, {
		require: createRequire(join(process.cwd(), 'cell.js')),
		show: (svg: unknown) => tell({type: 'picture', svg: String(svg)}),
		[Symbol.for('notepad.inspect')]: (value: unknown) => inspect(value, {maxArrayLength: 200}),
	});
	const session = new Session();
	session.connect();
	process.on('uncaughtException', error => tell({type: 'error', text: inspect(error)}));
	process.on('disconnect', () => process.kill(process.pid));
	process.on('message', async ({source}: KernelRequest) => {
		const {exceptionDetails, result} = await evaluate(session, source);
		if (exceptionDetails !== undefined) {
			tell({type: 'error', text: ownLines(exceptionDetails.exception?.description ?? exceptionDetails.text)});
		} else if (result.type !== 'undefined') {
			tell({type: 'result', text: await textOf(session, result)});
		}

		tell({type: 'finished', isOk: exceptionDetails === undefined});
	});
}

/** Printed text takes the same way as results, so that both arrive in the order in which they were made. */
function captureOutput(tell: (event: KernelEvent) => void): void {
	for (const stream of ['stdout', 'stderr'] as const) {
		process[stream].write = (chunk: string | Uint8Array) => {
			tell({type: 'output', stream, text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()});
			return true;
		};
	}
}

async function evaluate(session: Session, expression: string): Promise<Runtime.EvaluateReturnType> {
	// replMode is in V8's protocol and not yet in the types.
	const parameters = {expression, awaitPromise: true, replMode: true};
	return new Promise((resolve, reject) => {
		session.post('Runtime.evaluate', parameters, (error, reply: Runtime.EvaluateReturnType) =>
			error === null ? resolve(reply) : reject(error),
		);
	});
}

/** As Node's own prompt would print it. An object is asked to show itself, since only its handle is here. */
async function textOf(session: Session, value: Runtime.RemoteObject): Promise<string> {
	const {objectId} = value;
	if (objectId === undefined) {
		return value.type === 'string' ? inspect(value.value) : (value.unserializableValue ?? String(value.value));
	}

	const functionDeclaration = "function () { return globalThis[Symbol.for('notepad.inspect')](this); }";
	return new Promise((resolve, reject) => {
		session.post(
			'Runtime.callFunctionOn',
			{objectId, functionDeclaration, returnByValue: true},
			(error, {result}: Runtime.CallFunctionOnReturnType) =>
				error === null ? resolve(String(result.value)) : reject(error),
		);
	});
}

/** A stack without the lines of the machinery below the cell: Node's own and ours. */
function ownLines(stack: string): string {
	const isOurs = (line: string) => line.includes(import.meta.url) || /^\s+at (?:new Promise|.*\bnode:)/.test(line);
	return stack
		.split('\n')
		.filter(line => !isOurs(line))
		.join('\n');
}
