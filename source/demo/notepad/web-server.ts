import {readFile} from 'node:fs/promises';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {join} from 'node:path';
import type {Access} from './access.js';
import type {Cells} from './cells.js';
import {listFiles} from './files.js';
import {nodeStatus} from './node-status.js';
import {parseNotebook, readNotebook, writeNotebook} from './notebook-file.js';
import {readJson, reply, replyJson, replyLines} from './replies.js';

/** What the web server stands on. */
export type NotepadParts = {
	readonly access: Access;
	readonly cells: Cells;
	/** The folder with the page's own files. */
	readonly page: string;
	readonly workdir: string;
};

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL, parts: NotepadParts) => Promise<void>;

const NOTEBOOK = 'notepad.json';

/** Every request that there is; anything else is not found. */
const ROUTES: Readonly<Record<string, Answer>> = {
	'GET /': pageFile('index.html', 'text/html; charset=utf-8'),
	'GET /style.css': pageFile('style.css', 'text/css; charset=utf-8'),
	'GET /script.js': pageFile('script.js', 'text/javascript; charset=utf-8'),
	'GET /api/status': async (_request, response, _url, {workdir, cells}) =>
		replyJson(response, 200, nodeStatus(workdir, cells.isBusy())),
	'GET /api/files': async (_request, response, url, {workdir}) => {
		const entries = await listFiles(workdir, url.searchParams.get('path') ?? '');
		replyJson(response, entries === undefined ? 404 : 200, entries ?? {error: 'no such folder'});
	},
	'GET /api/notebook': async (_request, response, _url, {workdir, page}) =>
		replyJson(response, 200, await readNotebook(join(workdir, NOTEBOOK), join(page, 'first-notebook.json'))),
	'PUT /api/notebook': async (request, response, _url, {workdir}) => {
		const notebook = parseNotebook(JSON.stringify(await readJson(request)) ?? '');
		if (notebook === undefined) {
			return replyJson(response, 400, {error: 'not a notebook'});
		}

		await writeNotebook(join(workdir, NOTEBOOK), notebook);
		replyJson(response, 200, {});
	},
	'POST /api/run': runCell,
	'POST /api/interrupt': async (_request, response, _url, {cells}) => {
		cells.interrupt();
		replyJson(response, 200, {});
	},
};

/** The notepad's web server, not listening yet. */
export function createNotepad(parts: NotepadParts): Server {
	return createServer((request, response) => {
		answer(request, response, parts).catch((error: unknown) => {
			console.error(error);
			if (response.headersSent) {
				response.destroy();
			} else {
				replyJson(response, 500, {error: 'the notepad failed: see its log'});
			}
		});
	});
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: NotepadParts): Promise<void> {
	const url = new URL(request.url ?? '/', 'http://notepad');
	if (!parts.access.isAllowed(request, url)) {
		return replyStranger(response);
	}

	const cookie = parts.access.cookieFor(request, url);
	if (cookie !== undefined) {
		response.setHeader('set-cookie', cookie);
	}

	const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
	const route = Object.hasOwn(ROUTES, `${method} ${url.pathname}`) ? ROUTES[`${method} ${url.pathname}`] : undefined;
	if (route === undefined) {
		return replyJson(response, 404, {error: 'not found'});
	}

	await route(request, response, url, parts);
}

function pageFile(name: string, type: string): Answer {
	return async (_request, response, _url, {page}) => reply(response, 200, type, await readFile(join(page, name)));
}

async function runCell(
	request: IncomingMessage,
	response: ServerResponse,
	_url: URL,
	{cells}: NotepadParts,
): Promise<void> {
	const body = await readJson(request);
	const {kind, source}: {kind?: unknown; source?: unknown} = typeof body === 'object' && body !== null ? body : {};
	if ((kind !== 'js' && kind !== 'sh') || typeof source !== 'string') {
		return replyJson(response, 400, {error: 'wanted: {"kind": "js" or "sh", "source": "…"}'});
	}

	const tell = replyLines(response);
	await cells.run(kind, source, tell);
	response.end();
}

function replyStranger(response: ServerResponse): void {
	const text = 'This notepad opens with its token only. The whole address: hpctui url SESSION\n';
	reply(response, 403, 'text/plain; charset=utf-8', text);
}
