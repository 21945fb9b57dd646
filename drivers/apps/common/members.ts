import {shell} from '../../../source/core/shell-text.js';

/**
 * Keeps the engines or workers of one node: `hpctui_keep NAME COUNT`, with $HPCTUI_HUB the folder of the session that has their hub (a
 * controller, a broker, a scheduler). It waits until the hub's file $HPCTUI_CONNECTION is visible (NFS shows it late, and the hub's job
 * may wait longer in the queue than ours), finds the address of the hub that answers from here, and then does what `wanted` in
 * that folder says: its lines are `epoch N` (another number: end all and start them anew) or `epoch over`, and `NAME COUNT`.
 *
 * The app defines `hpctui_member`, which becomes one of them and finds the hub at $hpctui_address, and `hpctui_hub_port`; it says what one
 * is called in HPCTUI_MEMBER, and in HPCTUI_LAUNCH `each` (a process for each) or the words of a launcher that starts them all.
 */
export const MEMBERS = shell`# What is wanted of NAME now, as $hpctui_epoch and $hpctui_count; what was said before stays where nothing is said.
hpctui_read_wanted() {
	hpctui_has_file "$HPCTUI_HUB/wanted" || return 0
	while read -r hpctui_key hpctui_value; do
		case $hpctui_key in
			epoch) hpctui_epoch=$hpctui_value ;;
			"$1") hpctui_count=$hpctui_value ;;
		esac
	done <"$HPCTUI_HUB/wanted"
}

# Whether there is nothing to wait for any more: the hub's job is over, or its session was removed.
hpctui_hub_is_over() {
	[ "$hpctui_epoch" != over ] && [ -d "$HPCTUI_HUB" ] && [ ! -e "$HPCTUI_HUB/over" ] || return 0
	hpctui_heart=
	{ read -r hpctui_heart <"$HPCTUI_HUB/heart"; } 2>/dev/null
	if [ "$hpctui_heart" != "$hpctui_last_heart" ]; then
		hpctui_last_heart=$hpctui_heart hpctui_silence=0
	elif [ -n "$hpctui_heart" ]; then
		hpctui_silence=$((hpctui_silence + 1))
	fi
	[ "$hpctui_silence" -gt 45 ]
}

# NAME CODE SAID: the part is over, and so is this script.
hpctui_leave() {
	hpctui_end 8 $hpctui_pids
	hpctui_part "$1" ended 0 "$hpctui_count" "$2" "$3"
	[ -z "$HPCTUI_COLLECTS" ] || hpctui_collect_parts
	exit "$2"
}

# What a further job does beside keeping its members: its own record and its own orders.
hpctui_attend() {
	if [ -n "$HPCTUI_COLLECTS" ]; then
		hpctui_collect_parts
		hpctui_take_orders
	fi
}

# NAME: until the hub can be reached; its address as $hpctui_address.
hpctui_await_hub() {
	hpctui_part "$1" starting 0 "$hpctui_count"
	hpctui_waited=0
	until hpctui_has_file "$HPCTUI_CONNECTION" && hpctui_has_file "$HPCTUI_HUB/addresses"; do
		hpctui_read_wanted "$1"
		[ -z "$hpctui_closing" ] || hpctui_leave "$1" "$hpctui_closing" ''
		! hpctui_hub_is_over || hpctui_leave "$1" 1 'its hub is over'
		[ $((hpctui_waited % 60)) -ne 0 ] || hpctui_say "waiting for $HPCTUI_CONNECTION"
		hpctui_waited=$((hpctui_waited + 1))
		hpctui_attend
		hpctui_pause 1
	done
	hpctui_port=$(hpctui_hub_port)
	hpctui_tries=0
	until hpctui_find_address "$hpctui_port" $(cat "$HPCTUI_HUB/addresses"); do
		hpctui_tries=$((hpctui_tries + 1))
		[ -z "$hpctui_closing" ] || hpctui_leave "$1" "$hpctui_closing" ''
		[ "$hpctui_tries" -lt 5 ] || hpctui_leave "$1" 69 "no address of its hub answers from $(uname -n) on port $hpctui_port: $(tr '\n' ' ' <"$HPCTUI_HUB/addresses")"
		hpctui_pause 2
	done
}

# Looks at each member: those that are there stay in $hpctui_pids; the last code of the others is $hpctui_code.
hpctui_count_members() {
	hpctui_known=$hpctui_pids
	hpctui_pids=
	hpctui_have=0
	for hpctui_pid in $hpctui_known; do
		if hpctui_lives "$hpctui_pid"; then
			hpctui_pids="$hpctui_pids $hpctui_pid"
			hpctui_have=$((hpctui_have + 1))
		else
			wait "$hpctui_pid" 2>/dev/null
			hpctui_code=$?
			hpctui_lost=$((hpctui_lost + 1))
			hpctui_said="$HPCTUI_MEMBER ended with code $hpctui_code: $(hpctui_telling_line "$HPCTUI_LOG")"
		fi
	done
}

hpctui_start_missing() {
	hpctui_target=$hpctui_count
	[ "$HPCTUI_LAUNCH" = each ] || [ "$hpctui_count" -eq 0 ] || hpctui_target=1
	while [ $((hpctui_have + hpctui_lost)) -lt "$hpctui_target" ]; do
		( hpctui_member ) &
		hpctui_pids="$hpctui_pids $!"
		hpctui_have=$((hpctui_have + 1))
	done
	while [ "$hpctui_have" -gt "$hpctui_target" ]; do
		hpctui_end 8 "\${hpctui_pids##* }"
		hpctui_pids=\${hpctui_pids% *}
		hpctui_have=$((hpctui_have - 1))
	done
}

# NAME COUNT
hpctui_keep() {
	hpctui_count=$2 hpctui_epoch= hpctui_pids= hpctui_have=0 hpctui_lost=0 hpctui_closing= hpctui_said= hpctui_code=0 hpctui_last_heart= hpctui_silence=0
	trap 'hpctui_closing=143' TERM INT HUP
	hpctui_await_hub "$1"
	hpctui_read_wanted "$1"
	hpctui_before="$hpctui_epoch $hpctui_count"
	while :; do
		[ -z "$hpctui_closing" ] || hpctui_leave "$1" "$hpctui_closing" ''
		! hpctui_hub_is_over || hpctui_leave "$1" 0 ''
		case "$hpctui_epoch $hpctui_count" in
			"$hpctui_before") ;;
			*)
				# A launcher of all of them cannot have more or fewer while it runs.
				if [ "\${hpctui_before% *}" != "$hpctui_epoch" ] || [ "$HPCTUI_LAUNCH" != each ]; then
					hpctui_end 8 $hpctui_pids
					hpctui_pids= hpctui_have=0
				fi
				hpctui_lost=0 hpctui_said=
				hpctui_before="$hpctui_epoch $hpctui_count"
				;;
		esac
		hpctui_count_members
		hpctui_start_missing
		# One that ended is not started again: it would most likely end again. A restart of all does.
		if [ "$hpctui_have" -eq 0 ] && [ "$hpctui_lost" -gt 0 ] && [ -n "$HPCTUI_COLLECTS" ]; then
			hpctui_leave "$1" "$((hpctui_code == 0 ? 1 : hpctui_code))" "$hpctui_said"
		fi
		[ "$hpctui_tell" = "$hpctui_have $hpctui_count $hpctui_said" ] || hpctui_part "$1" running "$((hpctui_lost > 0 && hpctui_have == 0 ? 0 : hpctui_target == hpctui_count ? hpctui_have : hpctui_count))" "$hpctui_count" '' "$hpctui_said"
		hpctui_tell="$hpctui_have $hpctui_count $hpctui_said"
		hpctui_attend
		hpctui_pause 1
		hpctui_read_wanted "$1"
	done
}
`;
