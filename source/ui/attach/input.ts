/** A mouse event, counted from 0. `wheel`: -1 up, 1 down, 0 none. */
export type MouseEvent = {
	readonly button: number;
	readonly column: number;
	readonly row: number;
	readonly type: 'press' | 'release' | 'move';
	readonly wheel: -1 | 0 | 1;
};

/** One thing that a person did. `raw`: the bytes as they came, for the program. */
export type Token =
	| {readonly type: 'key'; readonly name: string; readonly raw: string}
	| {readonly type: 'mouse'; readonly event: MouseEvent}
	| {readonly type: 'paste'; readonly text: string}
	| {readonly type: 'focus'; readonly raw: string};

/** Takes bytes of the real terminal apart, however they were cut. */
export type InputReader = {
	read(bytes: Uint8Array | string): readonly Token[];
	/** Something begun is waited for: the rest of it should follow at once, or it was only Escape. */
	readonly isPending: boolean;
	/** Nothing followed. */
	flush(): readonly Token[];
};

const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** CSI, SS3, Escape and a character that is no control, Escape before one that is, else one character. */
const SEQUENCE =
	/^(?:\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|\x1bO[\x20-\x7e]|\x1b[^[O\x00-\x1f]|\x1b(?=[\x00-\x1f])|[^\x1b])/u;
const MOUSE = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])$/;

/** A reader at the beginning of a stream. */
export function createInputReader(): InputReader {
	const decoder = new TextDecoder();
	let kept = '';
	let pasted: string | null = null;

	const next = (): Token | null => {
		if (pasted !== null) {
			return takePaste();
		}

		const [raw] = SEQUENCE.exec(kept) ?? [];
		if (raw === undefined) {
			return null;
		}

		kept = kept.slice(raw.length);
		if (raw === PASTE_BEGIN) {
			pasted = '';
			return next();
		}

		return tokenOf(raw);
	};
	const takePaste = (): Token | null => {
		const end = kept.indexOf(PASTE_END);
		if (end === -1) {
			// The mark of the end may have come in part.
			const safe = Math.max(0, kept.length - PASTE_END.length + 1);
			pasted += kept.slice(0, safe);
			kept = kept.slice(safe);
			return null;
		}

		const text = pasted + kept.slice(0, end);
		kept = kept.slice(end + PASTE_END.length);
		pasted = null;
		return {type: 'paste', text};
	};
	const all = (): readonly Token[] => {
		const tokens: Token[] = [];
		for (let token = next(); token !== null; token = next()) {
			tokens.push(token);
		}

		return tokens;
	};

	return {
		read(bytes) {
			kept += typeof bytes === 'string' ? bytes : decoder.decode(bytes, {stream: true});
			return all();
		},
		get isPending() {
			return kept !== '' && pasted === null;
		},
		flush() {
			const raw = kept;
			if (raw === '' || pasted !== null) {
				return [];
			}

			kept = '';
			const lone: Token = {type: 'key', name: 'escape', raw: '\x1b'};
			const rest = [...raw.slice(1)].map((sign): Token => ({type: 'key', name: nameOf(sign), raw: sign}));
			return [lone, ...rest];
		},
	};
}

function tokenOf(raw: string): Token {
	const mouse = MOUSE.exec(raw);
	if (mouse !== null) {
		return {type: 'mouse', event: mouseEvent(mouse)};
	}

	return raw === '\x1b[I' || raw === '\x1b[O' ? {type: 'focus', raw} : {type: 'key', name: nameOf(raw), raw};
}

function mouseEvent([, code = '0', column = '1', row = '1', final]: RegExpExecArray): MouseEvent {
	const button = Number(code);
	const isWheel = (button & 64) !== 0;
	return {
		button,
		column: Number(column) - 1,
		row: Number(row) - 1,
		type: final === 'm' ? 'release' : (button & 32) !== 0 ? 'move' : 'press',
		wheel: isWheel ? ((button & 1) === 0 ? -1 : 1) : 0,
	};
}

const SEQUENCE_NAMES: Readonly<Record<string, string>> = {
	A: 'up',
	B: 'down',
	C: 'right',
	D: 'left',
	H: 'home',
	F: 'end',
	Z: 'S-tab',
	'1~': 'home',
	'3~': 'delete',
	'4~': 'end',
	'5~': 'pageup',
	'6~': 'pagedown',
	'7~': 'home',
	'8~': 'end',
};

const SIGN_NAMES: Readonly<Record<string, string>> = {
	'\r': 'enter',
	'\n': 'enter',
	'\t': 'tab',
	'\x1b': 'escape',
	' ': 'space',
	'\x7f': 'backspace',
	'\b': 'backspace',
	'\0': 'C-space',
};

/** The name of a key as the key tables write it: `j`, `enter`, `C-b`, `M-x`, `up`. */
function nameOf(raw: string): string {
	const [, sequence] = /^\x1b[[O](.+)$/s.exec(raw) ?? [];
	if (sequence !== undefined) {
		return SEQUENCE_NAMES[sequence] ?? `sequence ${sequence}`;
	}

	if (raw.length > 1 && raw.startsWith('\x1b')) {
		return `M-${nameOf(raw.slice(1))}`;
	}

	const named = SIGN_NAMES[raw];
	const code = raw.charCodeAt(0);
	return named ?? (code < 32 ? `C-${String.fromCharCode(code + 96).toLowerCase()}` : raw);
}

/** The bytes of a mouse event for a program that asked for SGR mouse events, in its own coordinates. */
export function mouseBytes({button, column, row, type}: MouseEvent, hasSgrMouse: boolean): string {
	if (hasSgrMouse) {
		return `\x1b[<${button};${column + 1};${row + 1}${type === 'release' ? 'm' : 'M'}`;
	}

	// The old form has no room for places beyond 223, and tells no button with a release.
	const code = type === 'release' ? 3 : button;
	const at = (place: number) => String.fromCharCode(Math.min(place, 222) + 33);
	return `\x1b[M${String.fromCharCode(code + 32)}${at(column)}${at(row)}`;
}
