import {DETACHED_FUNCTION, PROCESS_FUNCTIONS} from './process.js';

/**
 * The process that stands beside a job for its whole life, as a scheduler's daemon does: it starts the script in a session
 * of its own, ends it at its walltime or when it is told to (TERM first, KILL after a while), and writes down how it ended.
 *
 * Arguments: the job's folder, the index, the tag, the session's folder, the script, seconds of walltime (empty: none), seconds
 * between TERM and KILL. Signals: TERM cancels, USR2 reads the walltime again. The id goes to descriptor 3 as soon as the job can
 * be found, and before the script starts: no crash leaves a script that nobody knows.
 *
 * In the job's folder: `job` (who and where), `group` (the script's process, its start, when), `walltime`, `exit` (code, why, when).
 */
export const GUARD = `${PROCESS_FUNCTIONS}${DETACHED_FUNCTION}
dir=$1 index=$2 tag=$3 folder=$4 script=$5 walltime=$6 grace=$7
trap '' HUP
why= watchdog= early= woken=
trap 'early=cancelled' TERM
trap ':' USR1 USR2

write() { cat > "$dir/$1.new" && mv "$dir/$1.new" "$dir/$1"; }

register() {
	process_look $$
	own_start=$look_start
	host=$(host_name)
	id=$$.$own_start@$host
	{ [ -z "$walltime" ] || printf '%s\\n' "$walltime" | write walltime; } &&
		printf '%s\\n' "$id" "$tag" "$host" "$(boot_mark)" "$$" "$own_start" "$(date +%s)" | write job &&
		mkdir -p "$index" && ln -s "$dir" "$index/$id" && printf '%s\\n' "$id" >&3
}

# A background process of a shell ignores INT and QUIT (in tmux we ignore TSTP too), and so would all programs below it: a
# notebook's kernel could not be interrupted.
with_signals() {
	if env --default-signal=INT,QUIT,TSTP true 2>/dev/null; then detached env --default-signal=INT,QUIT,TSTP "$@"
	elif command -v perl >/dev/null 2>&1; then detached perl -e '$SIG{INT} = $SIG{QUIT} = $SIG{TSTP} = "DEFAULT"; exec @ARGV or exit 127' "$@"
	else detached "$@"
	fi
}

start_script() {
	( unset LC_ALL
		export HPCTUI_JOB_ID="$id" HPCTUI_JOB_TAG="$tag" HPCTUI_JOB_NODES="$host" HPCTUI_JOB_WALLTIME="$walltime"
		cd "$folder" && with_signals sh "$script" ) &
	group=$!
	started=$(date +%s)
	process_look "$group"
	group_start=$look_start
}

pause() {
	asleep=
	trap 'kill "$asleep" 2>/dev/null; exit 0' TERM
	sleep "$1" &
	asleep=$!
	wait "$asleep"
}

# The watchdog's end of the line: it may have outlived us, and our number may be another's by then.
at_walltime() {
	if process_alive $$ "$own_start"; then kill -USR1 $$
	elif process_alive "$group" "$group_start"; then signal_script TERM; signal_script CONT; pause "$grace"; signal_script KILL
	fi
}

seconds_left() {
	limit=$(cat "$dir/walltime" 2>/dev/null)
	case $limit in '' | *[!0-9]*) ;; *) echo $((started + limit - $(date +%s))) ;; esac
}

# It looks again before it strikes: a signal to a subshell that has hardly begun is lost, so an old watchdog may live on.
watch_walltime() {
	[ -z "$watchdog" ] || kill "$watchdog" 2>/dev/null
	watchdog=
	[ -n "$(seconds_left)" ] || return 0
	( while left=$(seconds_left) && [ "\${left:-0}" -gt 0 ]; do pause "$left"; done; at_walltime ) >/dev/null 2>&1 &
	watchdog=$!
}

# The script's own process where its group is not there yet.
signal_script() { kill "-$1" "-$group" 2>/dev/null || kill "-$1" "$group" 2>/dev/null; }

end_script() {
	[ -z "$why" ] || return 0
	why=$1
	signal_script TERM
	signal_script CONT
	( pause "$grace"; signal_script KILL ) >/dev/null 2>&1 &
}

# A signal ends a wait early. 127 on the next one: the first had the answer already.
await_script() {
	code=
	while :; do
		woken=
		wait "$group"
		latest=$?
		[ "$latest" -eq 127 ] && [ -n "$code" ] || code=$latest
		[ -n "$woken" ] || break
	done
}

# What the script left running in its group ends with the job.
end_leftovers() {
	kill -TERM "-$group" 2>/dev/null || return 0
	tries=0
	while kill -0 "-$group" 2>/dev/null && [ "$tries" -lt "$grace" ]; do sleep 1; tries=$((tries + 1)); done
	kill -KILL "-$group" 2>/dev/null
}

register || exit 1
exec 3>&-
start_script
trap 'woken=1; end_script cancelled' TERM
trap 'woken=1; end_script timeout' USR1
trap 'woken=1; watch_walltime' USR2
[ -z "$early" ] || end_script cancelled
watch_walltime
# Told last: whoever knows the script may kill us, and then the watchdog is there already.
printf '%s\\n' "$group" "$group_start" "$started" | write group
await_script
trap '' TERM USR1 USR2
printf '%s\\n' "$code" "$why" "$(date +%s)" | write exit
end_leftovers
# Watchdog and killer, and what they sleep by: this group is the guard's own.
kill -TERM 0
`;
