/** One token: a mark, a text in quotes of either kind, a number, or a word (`undef`). */
const TOKEN = /\s*(?:(=>|[{}[\],])|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)|([a-z]\w*))/sy;

type Token = {readonly type: 'mark' | 'value'; readonly value: string | number | null};

/** The value of what Perl's Data::Dumper wrote (hashes, lists, texts, numbers, undef); undefined where it is anything else. */
export function readDumper(text: string): unknown {
	const tokens = tokensOf(text);
	if (tokens === null) {
		return undefined;
	}

	try {
		const {value, next} = valueAt(tokens, 0);
		return next === tokens.length ? value : undefined;
	} catch (error) {
		if (error instanceof RangeError) {
			return undefined;
		}

		throw error;
	}
}

type Read = {readonly value: unknown; readonly next: number};

function valueAt(tokens: readonly Token[], at: number): Read {
	const token = tokens[at];
	if (token?.type === 'value') {
		return {value: token.value, next: at + 1};
	}

	if (token?.value === '[') {
		const {items, next} = itemsAt(tokens, at + 1, ']');
		return {value: items, next};
	}

	if (token?.value === '{') {
		return hashAt(tokens, at);
	}

	throw new RangeError('no value');
}

function hashAt(tokens: readonly Token[], at: number): Read {
	const {items, next} = itemsAt(tokens, at + 1, '}');
	const pairs = items.flatMap((key, index) => (index % 2 === 0 ? [[String(key), items[index + 1]] as const] : []));
	return {value: Object.fromEntries(pairs), next};
}

/** `=>` is another comma to Perl as well. */
function itemsAt(tokens: readonly Token[], at: number, end: ']' | '}') {
	const items: unknown[] = [];
	let position = at;
	while (!isMark(tokens[position], end)) {
		const {value, next} = valueAt(tokens, position);
		items.push(value);
		position = isMark(tokens[next], ',') || isMark(tokens[next], '=>') ? next + 1 : next;
	}

	return {items, next: position + 1};
}

function isMark(token: Token | undefined, mark: string): boolean {
	return token?.type === 'mark' && token.value === mark;
}

function tokensOf(text: string): readonly Token[] | null {
	const trimmed = text.trimEnd();
	const tokens: Token[] = [];
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < trimmed.length) {
		const match = TOKEN.exec(trimmed);
		if (match === null) {
			return null;
		}

		tokens.push(tokenOf(match));
	}

	return tokens;
}

function tokenOf([, mark, single, double, number, word]: RegExpExecArray): Token {
	if (mark !== undefined) {
		return {type: 'mark', value: mark};
	}

	const text = single?.replace(/\\([\\'])/g, '$1') ?? (double === undefined ? undefined : textIn(double));
	if (text !== undefined) {
		return {type: 'value', value: text};
	}

	return {type: 'value', value: number === undefined ? (word === 'undef' ? null : (word ?? null)) : Number(number)};
}

/** A text in double quotes, which Data::Dumper uses for what is not ASCII: bytes as a rule, since OAR does not decode them. */
function textIn(quoted: string): string {
	const text = quoted.replace(/\\(?:x\{([\da-f]+)\}|(.))/gs, unescaped);
	const codes = [...text].map(character => character.codePointAt(0) ?? 0);
	return codes.every(code => code < 256) ? new TextDecoder('utf-8').decode(Uint8Array.from(codes)) : text;
}

/** `\x{e9}`, `\n`, `\"`. */
function unescaped(_: string, code: string | undefined, character: string | undefined): string {
	if (code !== undefined) {
		const point = Number.parseInt(code, 16);
		return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
	}

	return character === 'n' ? '\n' : character === 't' ? '\t' : (character ?? '');
}
