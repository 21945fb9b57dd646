import {shell} from '../shell-text.js';

/**
 * The app as a child, its signals and its end. Told to end (TERM, INT, HUP, QUIT, XCPU), the job passes TERM on, waits a
 * little, then kills; other signals (USR1, USR2: warnings of Slurm's --signal and Grid Engine's -notify) go to the app as
 * they are. The signal is recorded before anything is waited for, since a KILL may follow at once.
 */
export const SUPERVISE = shell`hpctui_signal=
hpctui_passed=
hpctui_child=
hpctui_killer=
hpctui_rotation=
hpctui_interrupted=

hpctui_signalled() {
	hpctui_interrupted=1
	hpctui_append "{\"type\":\"signalled\",\"at\":$(date +%s),\"signal\":\"$1\"}"
}

# SIGNAL: the job is to end.
hpctui_told_to_end() {
	[ -n "$hpctui_signal" ] || hpctui_signal=$1
	hpctui_signalled "$1"
	[ -n "$hpctui_child" ] || return 0
	kill -s TERM "$hpctui_child" 2>/dev/null
	[ -z "$hpctui_killer" ] || return 0
	( trap - TERM; sleep "$HPCTUI_GRACE"; kill -s KILL "$hpctui_child" ) >/dev/null 2>&1 &
	hpctui_killer=$!
}

# SIGNAL: the app's own business.
hpctui_pass_on() {
	hpctui_passed=$1
	hpctui_signalled "$1"
	[ -z "$hpctui_child" ] || kill -s "$1" "$hpctui_child" 2>/dev/null
}

hpctui_set_traps() {
	for hpctui_name in TERM INT HUP QUIT XCPU; do
		( trap : "$hpctui_name" ) 2>/dev/null && trap "hpctui_told_to_end $hpctui_name" "$hpctui_name"
	done
	for hpctui_name in USR1 USR2; do
		trap "hpctui_pass_on $hpctui_name" "$hpctui_name"
	done
	trap 'hpctui_finish $?' EXIT
}

# A shell without job control makes its background commands ignore INT and QUIT, and that cannot be undone in dash; a
# kernel that inherits it cannot be interrupted.
hpctui_run_app() {
	if env --default-signal=INT,QUIT true 2>/dev/null; then
		exec env --default-signal=INT,QUIT "$@"
	elif perl -e 1 2>/dev/null; then
		exec perl -e '$SIG{INT} = $SIG{QUIT} = "DEFAULT"; exec { $ARGV[0] } @ARGV' "$@"
	fi
	exec "$@"
}

hpctui_stop_helpers() {
	[ -z "$hpctui_killer" ] || kill -s TERM "$hpctui_killer" 2>/dev/null
	[ -z "$hpctui_rotation" ] || kill -s TERM "$hpctui_rotation" 2>/dev/null
}

# The code of the child, also when a signal interrupts the waiting. When the child dies while bash runs a trap, a second
# wait for it sleeps until every other child is gone (seen on 5.2): so it is looked at until it is gone, and the others,
# which have no business any more, are stopped first. A second wait for a child that is already reaped says 127 in dash.
hpctui_await() {
	hpctui_before=
	hpctui_interrupted=
	wait "$hpctui_child" 2>/dev/null
	hpctui_code=$?
	if [ -n "$hpctui_interrupted" ]; then
		hpctui_before=$hpctui_code
		while kill -s 0 "$hpctui_child" 2>/dev/null; do
			if [ -z "$hpctui_signal" ]; then sleep 1; else sleep 0.2 2>/dev/null || sleep 1; fi
		done
		hpctui_stop_helpers
		wait "$hpctui_child" 2>/dev/null
		hpctui_code=$?
	fi
	[ "$hpctui_code" -eq 127 ] && [ -n "$hpctui_before" ] && hpctui_code=$hpctui_before
	# ksh93 says 256 + N for a signal.
	[ "$hpctui_code" -le 256 ] || hpctui_code=$((hpctui_code - 128))
}

# CODE: the name of the signal that it stands for, or nothing.
hpctui_signal_of() {
	[ "$1" -gt 128 ] && [ "$1" -le 192 ] || return 0
	hpctui_name=$(kill -l $(($1 - 128)) 2>/dev/null) || return 0
	hpctui_name=\${hpctui_name#SIG}
	case $hpctui_name in
		*[!A-Z0-9+-]* | '' | [0-9]*) ;;
		*) printf '%s' "$hpctui_name" ;;
	esac
}

# The line of the output that most likely tells why the app failed, as the inside of a JSON string; secrets in URLs are left out.
hpctui_last_words() {
	hpctui_json "$(hpctui_telling_line "$HPCTUI_FOLDER/output" | sed 's/\([?&][a-z]*=\)[^ &]*/\1[secret]/g')"
}

# CODE: the line of the end, on the record.
hpctui_record_end() {
	hpctui_name=$(hpctui_signal_of "$1")
	hpctui_ended="\"code\":$1,\"signal\":null,\"signalled\":null"
	if [ -n "$hpctui_signal" ]; then
		hpctui_ended="\"code\":null,\"signal\":\"$hpctui_signal\",\"signalled\":\"job\""
	elif [ -n "$hpctui_name" ]; then
		hpctui_whom=app
		[ "$hpctui_passed" = "$hpctui_name" ] && hpctui_whom=job
		hpctui_ended="\"code\":null,\"signal\":\"$hpctui_name\",\"signalled\":\"$hpctui_whom\""
	fi
	[ "$1" -eq 0 ] || [ -n "$hpctui_signal" ] || hpctui_ended="$hpctui_ended,\"said\":\"$(hpctui_last_words)\""
	hpctui_append "{\"type\":\"exited\",\"at\":$(date +%s),$hpctui_ended}"
}

# Whether this shell leads its process group: then nobody but what it started is in it.
hpctui_leads_group() {
	read -r hpctui_stat <"/proc/$$/stat" || return 1
	set -- \${hpctui_stat##*\)}
	[ "$3" = "$$" ]
} 2>/dev/null

# CODE: the last thing that the script does.
hpctui_finish() {
	trap - EXIT
	trap '' TERM INT HUP QUIT USR1 USR2
	hpctui_record_end "$1"
	hpctui_stop_helpers
	hpctui_unlock_ports
	hpctui_leads_group && kill -s TERM 0 2>/dev/null
	[ -z "$hpctui_signal" ] || [ "$1" -ne 0 ] || exit 143
	# To Grid Engine 99 means "run me again" and 100 "hold me in error"; the app's own code is on the record.
	case \${SGE_TASK_ID:+$1} in
		99 | 100) exit 1 ;;
	esac
	exit "$1"
}
`;

/**
 * Keeps the output from filling the disk: over the limit its last half goes to `output.old` and the file starts anew,
 * which works because the app appends. A follower sees a truncated file.
 */
export const ROTATION = shell`hpctui_rotate() {
	while sleep 10; do
		hpctui_size=$(wc -c <"$HPCTUI_FOLDER/output") || continue
		[ "$hpctui_size" -gt "$1" ] || continue
		tail -c $(($1 / 2)) "$HPCTUI_FOLDER/output" >"$HPCTUI_FOLDER/output.old"
		: >"$HPCTUI_FOLDER/output"
		hpctui_say "the output grew over $1 bytes; what came before is in output.old"
	done
}
`;
