import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {rm, writeFile} from 'node:fs/promises';
import {createServer, type Server, type Socket} from 'node:net';
import {text} from 'node:stream/consumers';
import {quoteArgv} from '../common/quote.js';
import {type Console, type ConsoleOptions, launch, withoutFirstLine} from './console.js';
import {makePipes} from './pipes.js';

/** What the program that ssh starts for a question does: passes it on to our socket, and prints what comes back. */
const HELPER = `const s=require('node:net').connect(process.argv[1]);let a='';
s.end(JSON.stringify({text:process.argv[2]??'',hint:process.argv[3]??''}));
s.on('data',d=>{a+=d});s.on('end',()=>{if(a==='')throw '';process.stdout.write(a)})`;

/**
 * Starts ssh without a terminal, for a machine without node-pty: its questions come by a program of ours (ssh(1), SSH_ASKPASS). It does
 * not tell whether an answer may be shown, so none is; and what a ProxyCommand asks at a terminal cannot be answered.
 */
export async function openAskpassConsole(options: ConsoleOptions): Promise<Console> {
	const {base, answer} = options;
	const [socketPath, helperPath] = [`${base}.ask`, `${base}.helper`];
	const server = await answerAt(socketPath, answer);
	await writeFile(helperPath, helperText(socketPath), {mode: 0o700});
	const pipes = await makePipes(
		base,
		withoutFirstLine(() => pipes.started(), options.onErrors),
	);
	// A session of its own has no terminal; OpenSSH before 8.4 then wants to see a display, and looks at nothing of it.
	const child = spawn('/bin/sh', launch(pipes, options.argv), {
		detached: true,
		stdio: 'ignore',
		env: {...process.env, DISPLAY: process.env.DISPLAY || ':0', SSH_ASKPASS: helperPath, SSH_ASKPASS_REQUIRE: 'force'},
	});
	await once(child, 'spawn');
	return {
		pid: child.pid ?? 0,
		ended: once(child, 'exit').then(async () => {
			await pipes.close();
			server.close();
			await Promise.all([rm(helperPath, {force: true}), rm(socketPath, {force: true})]);
		}),
		kill(signal) {
			child.kill(signal);
		},
	};
}

function helperText(socketPath: string): string {
	const argv = quoteArgv([process.execPath, '-e', HELPER, socketPath]);
	return `#!/bin/sh\nexec ${argv} "$1" "$SSH_ASKPASS_PROMPT"\n`;
}

async function answerAt(path: string, answer: ConsoleOptions['answer']): Promise<Server> {
	const server = createServer({allowHalfOpen: true}, socket => {
		socket.on('error', () => {});
		void serve(socket, answer);
	});
	server.listen(path);
	await once(server, 'listening');
	return server;
}

async function serve(socket: Socket, answer: ConsoleOptions['answer']): Promise<void> {
	const asked = JSON.parse(await text(socket)) as {readonly text: string; readonly hint: string};
	const given = await answer({text: asked.text, isEchoing: false, isTold: asked.hint === 'none'});
	// Nothing at all is no answer; an empty one is a line.
	socket.end(given === undefined ? '' : `${given.replace(/[\r\n].*/s, '')}\n`);
}
