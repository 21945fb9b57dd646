import type {Command} from './command.js';
import {shell} from './shell-text.js';

/** A terminal that is kept at the far side by a tmux of its own, where there is one. */
export type KeptTerminal = {
	/** The name of tmux's socket: one a session of ours, so that the person's own tmux is never met. */
	readonly socket: string;
	/** The name within that tmux. */
	readonly name: string;
};

/** Exit code of the far side where a terminal was to be taken up again and nobody kept it. */
export const GONE_WITHOUT_TMUX = 94;
/** The same, and there is a tmux: what ran in it is over, or its host was started anew. */
export const GONE_WITH_TMUX = 95;

/** How often tmux looks whether the job is still there. */
const WATCH_SECONDS = 15;

/** The login shell, in a terminal that can show every colour. */
export const LOGIN_SHELL: Command['argv'] = [
	'/bin/sh',
	'-c',
	shell`COLORTERM=truecolor; export COLORTERM; exec "\${SHELL:-/bin/sh}" -l`,
];

/**
 * tmux's options: no line of its own, no key of its own, no delay of Escape. What a program asks of its terminal reaches ours: true
 * colour, focus, mouse (with `mouse off` tmux passes on what a program asked for), the title.
 */
const OPTIONS = [
	'set -g status off',
	'set -g prefix None',
	'set -g prefix2 None',
	'unbind -a',
	'unbind -a -T root',
	'set -g mouse off',
	'set -s escape-time 0',
	'set -s focus-events on',
	'set -g set-titles on',
	// A program that names itself, else the program's own name; tmux calls a pane that nobody named as the host.
	"set -g set-titles-string '#{?#{||:#{==:#T,#H},#{==:#T,#{host_short}}},#W,#T}'",
	'set -g history-limit 10000',
	'set -g destroy-unattached off',
	"set -ga terminal-overrides ',*:Tc'",
	'set -g default-terminal "$hpctui_term"',
].join(' \\; ');

const OPEN = shell`hpctui_socket=$1 hpctui_name=$2 hpctui_return=$3 hpctui_record=$4
shift 4
unset TMUX TMUX_PANE
if ! command -v tmux >/dev/null 2>&1; then
	[ "$hpctui_return" = no ] || exit ${GONE_WITHOUT_TMUX}
	exec "$@"
fi
if tmux -L "$hpctui_socket" has-session -t "=$hpctui_name" 2>/dev/null; then
	exec tmux -u -L "$hpctui_socket" attach-session -d -t "=$hpctui_name"
fi
[ "$hpctui_return" = no ] || exit ${GONE_WITH_TMUX}
if tmux -L "$hpctui_socket" list-sessions >/dev/null 2>&1; then
	exec tmux -u -L "$hpctui_socket" new-session -s "$hpctui_name" "$@"
fi
hpctui_job=
[ -z "$hpctui_record" ] ||
	hpctui_job=$(sed -n 's/^{"type":"started".*"pid":\([0-9][0-9]*\).*/\1/p' "$hpctui_record" 2>/dev/null | tail -n 1)
hpctui_watch=true
if [ -n "$hpctui_job" ] && kill -0 "$hpctui_job" 2>/dev/null; then
	hpctui_watch="while kill -0 $hpctui_job 2>/dev/null; do sleep ${WATCH_SECONDS}; done; tmux -L $hpctui_socket kill-server"
fi
hpctui_term=screen-256color
! infocmp tmux-256color >/dev/null 2>&1 || hpctui_term=tmux-256color
exec tmux -u -L "$hpctui_socket" -f /dev/null start-server \; ${OPTIONS} \; run-shell -b "$hpctui_watch" \; new-session -s "$hpctui_name" "$@"`;

/** How a terminal is opened. */
export type Opening = {
	/** Take up what is there, and never begin a new one in its place. */
	readonly isReturn: boolean;
	/**
	 * The record of the job script that runs on the very same host: tmux ends with the script, even where nobody is left to see to
	 * that. Null: there is none.
	 */
	readonly record: string | null;
};

/** Opens the terminal, or takes it up again. */
export function openKept({socket, name}: KeptTerminal, inner: Command, {isReturn, record}: Opening): Command {
	const words = [socket, name, isReturn ? 'yes' : 'no', record ?? ''];
	return {...inner, argv: ['sh', '-c', OPEN, 'hpctui', ...words, ...inner.argv]};
}

/** What stands on the screen and above it, colours and all, each line whole however it wraps there; fails where no tmux keeps it. */
export function captureKept({socket, name}: KeptTerminal): Command {
	return {argv: ['tmux', '-u', '-L', socket, 'capture-pane', '-p', '-e', '-J', '-S', '-', '-t', `=${name}:`]};
}

/** Ends what runs in it. Nothing happens where no tmux keeps it. */
export function endKept({socket, name}: KeptTerminal): Command {
	return {argv: ['sh', '-c', 'tmux -L "$1" kill-session -t "=$2" 2>/dev/null || :', 'hpctui', socket, name]};
}

/** The names that a session's tmux keeps, one a line; none where it has none. */
export function listKept(socket: string): Command {
	return {argv: ['sh', '-c', 'tmux -L "$1" list-sessions -F "#{session_name}" 2>/dev/null || :', 'hpctui', socket]};
}
