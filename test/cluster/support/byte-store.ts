import {createHash, randomBytes} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {SessionDocument} from '../../../source/core/session-document.js';
import type {Home} from './home.js';
import {inHost} from './hosts.js';
import {until} from './until.js';

const MEGABYTE = 1024 * 1024;

/** A store of one page, over HTTP: PUT keeps the bytes, GET gives them back. It listens where it is told to. */
const STORE = [
	'import http.server, os, socket',
	'class Page(http.server.BaseHTTPRequestHandler):',
	'    protocol_version = "HTTP/1.1"',
	'    kept = os.uname().nodename.encode()',
	'    def do_PUT(self):',
	'        Page.kept = self.rfile.read(int(self.headers["Content-Length"]))',
	'        self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()',
	'    def do_GET(self):',
	'        self.send_response(200); self.send_header("Content-Length", str(len(Page.kept))); self.end_headers()',
	'        self.wfile.write(Page.kept)',
	'    def log_message(self, *words): pass',
	'class Server(http.server.ThreadingHTTPServer):',
	'    address_family = socket.AF_INET6 if ":" in os.environ["HPCTUI_BIND"] else socket.AF_INET',
	'Server((os.environ["HPCTUI_BIND"], int(os.environ["HPCTUI_PORT_MAIN"])), Page).serve_forever()',
].join('\n');
/** The words of `--set` with which the app `command` is that store. */
export const SERVE = `command=exec python3 -c 'exec(bytes.fromhex("${Buffer.from(STORE).toString('hex')}"))'`;

/** 20 MB up and down again, equal by hash: through the session's own tunnel, or at another URL with words for curl. */
export async function sendAround(
	home: Home,
	{url, tunnels}: SessionDocument,
	at: string | null = null,
	...words: readonly string[]
): Promise<void> {
	const target = at ?? url ?? `http://127.0.0.1:${tunnels[0]?.localPort}/`;
	const curl = (...more: readonly string[]) => inHost('laptop', ['curl', '-sSf', ...words, ...more, target]);
	const [sent, back] = [join(home.folder, 'sent'), join(home.folder, 'back')];
	await writeFile(sent, randomBytes(20 * MEGABYTE));
	await until('the page answers', () => curl('-m', '10'), 30_000);
	await curl('-m', '60', '-T', sent);
	await curl('-m', '60', '-o', back);
	expect(await hashOf(back)).toBe(await hashOf(sent));
}

async function hashOf(path: string): Promise<string> {
	return createHash('sha256')
		.update(await readFile(path))
		.digest('hex');
}
