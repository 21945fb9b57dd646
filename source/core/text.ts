/**
 * Text from strangers (banners, prompts, job names, log lines) made harmless for a terminal. A server that may write
 * escape sequences can move the cursor, rename the window or make a question look like another.
 */

/**
 * Whole control sequences, so that `ESC [ 31 m` leaves nothing behind: CSI, then OSC/DCS/SOS/PM/APC up to their end (or the
 * end of the line where it is missing), then any other escape with its intermediates. ECMA-48, sections 5.3 to 5.6.
 */
const SEQUENCES =
	/(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[\x20-\x2f]*[\x30-\x7e]?/g;

/** C0 and C1 but newline and tab, and delete. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Characters that reorder or hide what stands beside them: bidi marks, embeddings, overrides, isolates, line separators. */
const REORDERING = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** The text without control sequences, control characters and bidi overrides. Newlines and tabs stay; CRLF becomes LF. */
export function sanitizeText(text: string): string {
	return text.replace(/\r\n/g, '\n').replace(SEQUENCES, '').replace(CONTROLS, '').replace(REORDERING, '');
}

/** As {@link sanitizeText}, on one line: each run of white space becomes one space, the ends are trimmed. */
export function sanitizeLine(text: string): string {
	return sanitizeText(text.replace(/\r/g, '\n')).replace(/\s+/g, ' ').trim();
}
