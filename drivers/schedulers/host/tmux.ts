/**
 * What runs in the tmux session: the guard, in the environment of the submission (the tmux server has its own, perhaps from days
 * ago), and what the job prints, for whoever attaches. Keys that would end or stop the guard do nothing there; when the
 * session is killed the job goes on, as it does when a terminal is closed.
 *
 * `begun` is made by whoever starts the guard, so that no two do.
 */
export const LAUNCH = `trap '' INT QUIT TSTP
mkdir ./begun || exit 1
unset TMUX TMUX_PANE TERM TERM_PROGRAM TERM_PROGRAM_VERSION
. ./environment
rm -f ./environment
. ./arguments
printf 'The output of job %s follows. Leave with the prefix, then d. To end the job: hpctui stop.\\n\\n' "$3"
: >> "$4/output"
tail -n +1 -f "$4/output" 2>/dev/null &
exec sh ./guard "$@" 3> ./id >> "$log" 2>&1 </dev/null
`;

/**
 * `start_in_tmux ARGUMENTS…`: starts the guard in a detached tmux session named by the tag, and prints the job's id. Fails where
 * there is no tmux, or it does not start; then nothing runs.
 *
 * tmux hands its command to the person's login shell, whichever that is: it is a word that all of them read alike.
 */
export const TMUX_FUNCTION = `
quoted() { printf "'"; printf '%s' "$1" | sed "s/'/'\\\\\\\\''/g"; printf "' "; }

start_in_tmux() {
	command -v tmux >/dev/null 2>&1 || return 1
	( umask 077
		export -p | grep -vE '^[a-z -]*(PWD|OLDPWD|SHLVL|_|SHELLOPTS|BASHOPTS|PPID|UID|EUID)(=|$)' > "$dir/environment"
		{ printf 'log='; quoted "$log"; printf '\\nset -- '; for word do quoted "$word"; done; echo; } > "$dir/arguments"
		printf '%s' "$launch_text" > "$dir/launch" ) || return 1
	( cd "$dir" && unset TMUX && $scope tmux new-session -d -s "$tag" 'exec sh ./launch' ) >/dev/null 2>&1 </dev/null || return 1
	tries=0
	while ! read -r id 2>/dev/null < "$dir/id"; do
		tries=$((tries + 1))
		# A session that is gone, or a server that hangs: if it has not begun by now, it will not any more.
		if [ "$tries" -gt 100 ] || ! tmux has-session -t "=$tag" 2>/dev/null </dev/null; then
			! mkdir "$dir/begun" 2>/dev/null || return 1
			[ "$tries" -lt 200 ] || return 0
		fi
		sleep 0.1 2>/dev/null || sleep 1
	done
	printf '%s\\n' "$id"
}
`;
