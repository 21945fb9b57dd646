import {notUnderstood} from './answers.js';

/** What a reader of XML is told, in document order. */
export type XmlVisitor = {
	readonly open?: (name: string, attribute: (name: string) => string | null) => void;
	/** With the element's own text: what stands between the last tag in it and its end, entities resolved, trimmed. */
	readonly close: (name: string, text: string) => void;
};

const ENTITIES = new Map(Object.entries({lt: '<', gt: '>', amp: '&', quot: '"', apos: "'"}));

/**
 * Reads XML as Grid Engine writes it, once from its beginning to its end, and builds nothing: 50,000 jobs are 26 MiB, of which a
 * tree would take ten times as much. Throws where the document is none, ends too early, or its tags do not match.
 */
export function readXml(xml: string, program: string, visitor: XmlVisitor): void {
	const opened: string[] = [];
	let roots = 0;
	let textStart = 0;
	for (let at = xml.indexOf('<'); at !== -1; at = xml.indexOf('<', textStart)) {
		if (opened.length === 0 && xml.slice(textStart, at).trim() !== '') {
			throw notUnderstood(program, xml);
		}

		if (isAside(xml, at)) {
			textStart = endOfAside(xml, at, program);
			continue;
		}

		const end = xml.indexOf('>', at);
		if (end === -1) {
			throw notUnderstood(program, xml);
		}

		if (xml[at + 1] === '/') {
			const name = xml.slice(at + 2, end).trim();
			if (opened.pop() !== name) {
				throw notUnderstood(program, xml);
			}

			visitor.close(name, unescapeXml(xml.slice(textStart, at)).trim());
		} else {
			const isEmpty = xml[end - 1] === '/';
			const tag = xml.slice(at + 1, isEmpty ? end - 1 : end);
			const [name = ''] = tag.split(/\s/, 1);
			roots += opened.length === 0 ? 1 : 0;
			visitor.open?.(name, attribute => attributeOf(tag, attribute));
			if (isEmpty) {
				visitor.close(name, '');
			} else {
				opened.push(name);
			}
		}

		textStart = end + 1;
	}

	if (opened.length > 0 || roots !== 1 || xml.slice(textStart).trim() !== '') {
		throw notUnderstood(program, xml);
	}
}

/** `<?xml …?>`, `<!-- … -->`, `<!DOCTYPE …>`. */
function isAside(xml: string, at: number): boolean {
	return xml[at + 1] === '?' || xml[at + 1] === '!';
}

function endOfAside(xml: string, at: number, program: string): number {
	const closing = xml.startsWith('<!--', at) ? '-->' : '>';
	const end = xml.indexOf(closing, at);
	if (end === -1) {
		throw notUnderstood(program, xml);
	}

	return end + closing.length;
}

function attributeOf(tag: string, wanted: string): string | null {
	for (const [, name, , double, single] of tag.matchAll(/\s([\w:-]+)\s*=\s*("([^"]*)"|'([^']*)')/g)) {
		if (name === wanted) {
			return unescapeXml(double ?? single ?? '');
		}
	}

	return null;
}

/** Entities that are none, as some versions leave them, stay as they are. */
function unescapeXml(text: string): string {
	return text.includes('&')
		? text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (entity, decimal, hex, name) => {
				const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
				return Number.isNaN(code) || code > 0x10ffff ? (ENTITIES.get(name) ?? entity) : String.fromCodePoint(code);
			})
		: text;
}
