import {shell} from '../../../source/core/shell-text.js';

/**
 * `hpctui_make_scratch` makes $HPCTUI_SCRATCH, a folder on the node that is for its owner's eyes only and goes when the app is over. Sockets
 * lie there: in the session's folder their paths may be longer than the 107 bytes that a Unix socket's may have.
 */
export const SCRATCH: readonly string[] = shell`hpctui_make_scratch() {
	# Letters of its own are what mktemp puts for the X.
	HPCTUI_SCRATCH=$(umask 077; mktemp -d "\${TMPDIR:-/tmp}/hpctui-XXXXXX") ||
		hpctui_cannot_run 73 "no folder can be made in \${TMPDIR:-/tmp} on $(uname -n)"
	( hpctui_watch_scratch </dev/null >/dev/null 2>&1 & )
}

hpctui_watch_scratch() {
	trap 'rm -rf "$HPCTUI_SCRATCH"; exit' TERM
	trap '' INT HUP
	while kill -0 $$ 2>/dev/null; do sleep 1; done
	rm -rf "$HPCTUI_SCRATCH"
}`.split('\n');
