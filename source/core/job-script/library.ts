import {shell} from '../shell-text.js';
import {CERTIFICATES} from './certificates.js';
import {ENVIRONMENT} from './environment.js';
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

# WHAT: after something that may have taken the basic tools off the PATH (one forgets ":$PATH" easily), the PATH that this job began
# with is put behind it, and that is told: these lines, and most programs, are lost without them.
hpctui_base_path=\${PATH:+$PATH:}/usr/bin:/bin
hpctui_keep_tools() {
	hpctui_missing=
	for hpctui_tool in awk cat date env grep mkdir mv sed sleep tail tr uname; do
		command -v "$hpctui_tool" >/dev/null 2>&1 || hpctui_missing="$hpctui_missing $hpctui_tool"
	done
	[ -n "$hpctui_missing" ] || return 0
	hpctui_say "after $1 the PATH ($PATH) has no$hpctui_missing: what it was before is added behind it"
	PATH=\${PATH:+$PATH:}$hpctui_base_path
	export PATH
}

# CODE LINE: stop here unless the setup line before went well.
hpctui_checked() {
	hpctui_keep_tools "the setup line $2"
	[ "$1" -eq 0 ] && return 0
	hpctui_say "this setup line failed with code $1: $2"
	hpctui_append "{\"type\":\"setup-failed\",\"line\":\"$(hpctui_json "$2")\",\"code\":$1}"
	exit "$1"
}

# CODE SAID [HINT]: stop here, since the app cannot run, and say what to try.
hpctui_cannot_run() {
	hpctui_say "$2\${3:+; $3}"
	hpctui_append "{\"type\":\"could-not-run\",\"said\":\"$(hpctui_json "$2")\",\"hint\":\"$(hpctui_json "\${3:-}")\",\"code\":$1}"
	exit "$1"
}

# FOLDER: the app starts there.
hpctui_start_in() {
	hpctui_said=$(cd -- "$1" 2>&1) ||
		hpctui_cannot_run 1 "the working directory cannot be entered on $(uname -n): \${hpctui_said##*cd: }" 'name one that is there: --workdir'
	cd -- "$1"
}

# PORT: whether a program listens there, on any address.
hpctui_is_served() {
	cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port="$(printf '%04X' "$1")" '
		$4 == "0A" && $2 ~ (":" port "$") { found = 1 }
		END { exit !found }'
}

# PORT: stop here where another program has it.
hpctui_claim() {
	! hpctui_is_served "$1" ||
		hpctui_cannot_run 75 "port $1 is taken on $(uname -n) by another program" 'choose another port, or none: then a free one is taken'
}

# PROGRAM [HINT]: stop here where the job's environment lacks it.
hpctui_need() {
	command -v "$1" >/dev/null 2>&1 ||
		hpctui_cannot_run 127 "no $1 on $(uname -n)" "\${2:-add setup lines that bring it: module load ..., source venv/bin/activate}"
}
`;

/** The whole file. */
export const LIBRARY = [WORDS, ENVIRONMENT, CERTIFICATES, NODES, PARTS].join('\n');
