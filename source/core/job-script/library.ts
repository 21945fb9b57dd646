import {shell} from '../shell-text.js';
import {NODES} from './nodes.js';
import {PARTS} from './parts.js';

/**
 * Functions for the script and for the app's lines, kept as `library` in the session's folder. All text that goes into
 * the record passes `json`: host names, interface names and setup lines are not ours.
 */
const WORDS = shell`# Part of hpctui's job script.
HPCTUI_AWK='
function json(text,   at, letter, out) {
	out = ""
	for (at = 1; at <= length(text); at++) {
		letter = substr(text, at, 1)
		if (letter == "\"" || letter == "\\") out = out "\\" letter
		else if (letter in control) out = out control[letter]
		else out = out letter
	}
	return out
}
BEGIN {
	for (code = 1; code < 32; code++) control[sprintf("%c", code)] = sprintf("\\u%04x", code)
	control[sprintf("%c", 127)] = "\\u007f"
}
'

# TEXT: the inside of a JSON string.
hpctui_json() {
	printf '%s\n' "$1" | LC_ALL=C awk "$HPCTUI_AWK"'{ printf "%s%s", (NR > 1 ? "\\n" : ""), json($0) }'
}

# LINE: one line more in the record, in one write.
hpctui_append() {
	printf '%s\n' "$1" >>"$HPCTUI_FOLDER/record"
}

# TEXT: a word to the person, in the output.
hpctui_say() {
	printf 'hpctui: %s\n' "$1" >&2
}

# NAME PORT: the app took another port.
hpctui_serving() {
	case $2 in
		'' | *[!0-9]*) return 1 ;;
	esac
	hpctui_append "{\"type\":\"serving\",\"port\":\"$(hpctui_json "$1")\",\"number\":$2}"
}

# PORT [NAME VALUE]...: what the app itself says of the way in. The record is for its owner's eyes only.
hpctui_evidence() {
	hpctui_port_name=$1
	hpctui_values=
	shift
	while [ $# -ge 2 ]; do
		hpctui_values="$hpctui_values\"$(hpctui_json "$1")\":\"$(hpctui_json "$2")\","
		shift 2
	done
	hpctui_append "{\"type\":\"evidence\",\"port\":\"$(hpctui_json "$hpctui_port_name")\",\"values\":{\${hpctui_values%,}}}"
}

# CODE LINE: stop here unless the setup line before went well.
hpctui_checked() {
	[ "$1" -eq 0 ] && return 0
	hpctui_say "this setup line failed with code $1: $2"
	hpctui_append "{\"type\":\"setup-failed\",\"line\":\"$(hpctui_json "$2")\",\"code\":$1}"
	exit "$1"
}
`;

/** The whole file. */
export const LIBRARY = `${WORDS}\n${NODES}\n${PARTS}`;
