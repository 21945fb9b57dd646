import type {IncomingMessage, ServerResponse} from 'node:http';

/** The page's own files and calls are all that it may load; nobody may put it into a frame; its address stays here. */
const HEADERS = {
	'content-security-policy':
		"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
	'cache-control': 'no-store',
} as const;

/** Enough for a notebook whose every cell has printed as much as it may. */
const BODY_MAX_BYTES = 32 * 1024 * 1024;

/** Answers with text of this type. */
export function reply(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
	response.writeHead(status, {...HEADERS, 'content-type': type}).end(body);
}

/** Answers with a JSON document. */
export function replyJson(response: ServerResponse, status: number, value: unknown): void {
	reply(response, status, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`);
}

/** Begins an answer of JSON lines; the returned function writes one, for as long as somebody listens. */
export function replyLines(response: ServerResponse): (value: unknown) => void {
	response.on('error', () => undefined);
	response.writeHead(200, {...HEADERS, 'content-type': 'application/x-ndjson; charset=utf-8'});
	return value => response.write(`${JSON.stringify(value)}\n`);
}

/** The JSON body of a request; undefined where it is none, or too long. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
	const pieces: Buffer[] = [];
	let bytes = 0;
	for await (const piece of request) {
		bytes += piece.length;
		if (bytes > BODY_MAX_BYTES) {
			return undefined;
		}

		pieces.push(piece);
	}

	try {
		return JSON.parse(Buffer.concat(pieces).toString('utf8'));
	} catch {
		return undefined;
	}
}
