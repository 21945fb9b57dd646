import {shell} from '../shell-text.js';

/**
 * What an app of several parts needs: files that appear late, addresses that answer, orders that come while it runs, and processes
 * that are kept. A part on another node never appends to the record (appending is not atomic over NFS): it leaves its state in
 * `parts/NAME.state`, and the job's own script takes it from there.
 */
export const PARTS = shell`# Pauses of a loop; not every sleep knows fractions.
hpctui_pause() {
	sleep "$1" 2>/dev/null || sleep 1
}

# FILE: whether it is there and not empty. Opening its folder first shows what NFS would hide for half a minute.
hpctui_has_file() {
	ls -a "\${1%/*}" >/dev/null 2>&1
	[ -s "$1" ]
}

# NAME HAVE WANT LEAST: how many of them there are, how many are wanted, and with how many the session may be called ready.
hpctui_progress() {
	hpctui_append "{\"type\":\"progress\",\"name\":\"$(hpctui_json "$1")\",\"have\":$2,\"want\":$3,\"least\":$4}"
}

# NAME STATE HAVE WANT [CODE SAID]: a part: starting, running, or ended with a code; how many of its processes live and are
# wanted; the line that tells why not all.
hpctui_part() {
	mkdir -p "$HPCTUI_FOLDER/parts"
	printf '{"type":"part","name":"%s","state":"%s","node":"%s","have":%s,"want":%s,"code":%s,"log":"%s","said":"%s"}\n' "$1" "$2" "$(hpctui_json "$(uname -n)")" "$3" "$4" "\${5:-null}" "\${HPCTUI_LOG##*/}" "$(hpctui_json "\${6:-}")" >"$HPCTUI_FOLDER/parts/$1.new" &&
		mv -f "$HPCTUI_FOLDER/parts/$1.new" "$HPCTUI_FOLDER/parts/$1.state"
}

# What is new in the states of the parts goes into the record.
hpctui_collect_parts() {
	for hpctui_file in "$HPCTUI_FOLDER"/parts/*.state; do
		[ -s "$hpctui_file" ] || continue
		cmp -s "$hpctui_file" "$hpctui_file.seen" && continue
		cp "$hpctui_file" "$hpctui_file.taken" && mv -f "$hpctui_file.taken" "$hpctui_file.seen" && hpctui_append "$(cat "$hpctui_file.seen")"
	done
}

# FILE: the last line that tells of an error, else the last line; what is on the record already tells nothing more.
hpctui_telling_line() {
	tail -n 60 "$1" 2>/dev/null | LC_ALL=C tr -d '\000-\010\013-\037' | awk '
		/^hpctui: this setup line failed/ { next }
		NF { last = $0 }
		/[Ee]rror|ERROR|CRITICAL|[Ff]ailed|[Nn]ot found|No such|Killed|refused|denied/ { telling = $0 }
		END { print substr(telling != "" ? telling : last, 1, 400) }'
}

# ORDER CODE SAID: what came of an order.
hpctui_obeyed() {
	hpctui_append "{\"type\":\"obeyed\",\"order\":\"$(hpctui_json "$1")\",\"code\":$2,\"said\":\"$(hpctui_json "$3")\"}"
}

# Calls hpctui_obey WORD... (the order is $hpctui_order) for each order that has not been obeyed; its code and what it prints go into the record.
hpctui_take_orders() {
	ls -a "$HPCTUI_FOLDER/orders" >/dev/null 2>&1 || return 0
	for hpctui_file in "$HPCTUI_FOLDER"/orders/*; do
		case $hpctui_file in
			*'*' | *.done) continue ;;
		esac
		[ -s "$hpctui_file" ] && [ ! -e "$hpctui_file.done" ] || continue
		: >"$hpctui_file.done"
		hpctui_order=\${hpctui_file##*/}
		# An order is words without blanks, checked before it was sent.
		set -f
		set -- $(head -n 1 "$hpctui_file")
		set +f
		hpctui_obey "$@" >"$hpctui_file.done" 2>&1
		hpctui_code=$?
		# 200: it is on its way, and whoever obeys tells later.
		[ "$hpctui_code" -eq 200 ] || hpctui_obeyed "$hpctui_order" "$hpctui_code" "$(hpctui_telling_line "$hpctui_file.done")"
	done
}

# PORT ADDRESS...: the first address on which this port answers, as $hpctui_address; each gets three seconds.
hpctui_find_address() {
	hpctui_wanted=$1
	shift
	for hpctui_address; do
		if command -v python3 >/dev/null 2>&1; then
			python3 -S -E -c 'import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 3).close()' "$hpctui_address" "$hpctui_wanted" 2>/dev/null && return 0
		elif command -v nc >/dev/null 2>&1; then
			nc -z -w 3 "$hpctui_address" "$hpctui_wanted" >/dev/null 2>&1 && return 0
		else
			timeout 3 bash -c ': </dev/tcp/"$1"/"$2"' sh "$hpctui_address" "$hpctui_wanted" 2>/dev/null && return 0
		fi
	done
	hpctui_address=
	return 1
}

# PID: whether it runs. One that ended and was not waited for is a zombie, which dash still finds.
hpctui_lives() {
	kill -s 0 "$1" 2>/dev/null || return 1
	{ read -r hpctui_stat <"/proc/$1/stat"; } 2>/dev/null || return 0
	case \${hpctui_stat##*\)} in
		' Z'* | ' X'*) return 1 ;;
	esac
}

# PID...: those that run, as $hpctui_living.
hpctui_find_living() {
	hpctui_living=
	for hpctui_pid; do
		hpctui_lives "$hpctui_pid" && hpctui_living="$hpctui_living $hpctui_pid"
	done
}

# SECONDS PID...: tells them to end, and kills those that have not after so long.
hpctui_end() {
	hpctui_left=$(($1 * 5))
	shift
	for hpctui_pid; do
		kill -s TERM "$hpctui_pid"
	done
	hpctui_find_living "$@"
	while [ -n "$hpctui_living" ] && [ "$hpctui_left" -gt 0 ]; do
		hpctui_pause 0.2
		hpctui_left=$((hpctui_left - 1))
		hpctui_find_living "$@"
	done
	for hpctui_pid in $hpctui_living; do
		kill -s KILL "$hpctui_pid"
	done
	[ -z "$hpctui_living" ] || hpctui_pause 0.2
	return 0
} 2>/dev/null
`;
