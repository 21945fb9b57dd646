import {shell} from '../../../source/core/shell-text.js';
import {CLIENT_PORTS} from './configuration.js';
import {MISSING} from './engines.js';

/** Starts the controller, waits until its connection files are whole, and tells where each of its sockets is. */
export const START_CONTROLLER = shell`hpctui_controller_program=$(command -v ipcontroller || { python3 -c 'import ipyparallel' 2>/dev/null && echo python3 -m ipyparallel.controller; })
if [ -z "$hpctui_controller_program" ]; then
	hpctui_say "${MISSING}"
	hpctui_append "{\"type\":\"setup-failed\",\"line\":\"${MISSING}\",\"code\":127}"
	exit 127
fi
printf '%s\n' $HPCTUI_ADDRESSES 127.0.0.1 >"$HPCTUI_FOLDER/addresses"
rm -f "$HPCTUI_FOLDER/over"
hpctui_part controller starting 0 1
$hpctui_controller_program --profile-dir="$HPCTUI_PROFILE" &
hpctui_controller=$!
hpctui_closing=
trap 'hpctui_closing=1' TERM INT HUP

# CODE SAID: nothing may stay behind, here or on other nodes.
hpctui_close() {
	printf 'epoch over\n' >"$HPCTUI_FOLDER/engines.wanted"
	: >"$HPCTUI_FOLDER/over"
	hpctui_end 12 $hpctui_keepers
	hpctui_end 5 "$hpctui_controller" $(ps -o pid= --ppid "$hpctui_controller" 2>/dev/null)
	hpctui_part controller ended 0 1 "$1" "$2"
	hpctui_collect_parts
	exit "$1"
}

# Ends with the controller, or when we are told to.
hpctui_look_after_controller() {
	[ -z "$hpctui_closing" ] || hpctui_close 143 ''
	hpctui_lives "$hpctui_controller" && return 0
	wait "$hpctui_controller"
	hpctui_code=$?
	hpctui_close "$((hpctui_code == 0 ? 1 : hpctui_code))" "$(hpctui_telling_line "$HPCTUI_FOLDER/output")"
}

hpctui_keepers=
hpctui_security=$HPCTUI_PROFILE/security
hpctui_is_whole() {
	[ "$(tail -n 1 "$1" 2>/dev/null)" = '}' ]
}
until hpctui_is_whole "$hpctui_security/ipcontroller-client.json" && hpctui_is_whole "$hpctui_security/ipcontroller-engine.json"; do
	hpctui_look_after_controller
	hpctui_pause 0.2
done
for hpctui_name in registration ${CLIENT_PORTS.join(' ')}; do
	hpctui_number=$(sed -n 's/.*"'"$hpctui_name"'": *\([0-9]\{1,\}\).*/\1/p' "$hpctui_security/ipcontroller-client.json")
	[ -z "$hpctui_number" ] || hpctui_serving "$hpctui_name" "$hpctui_number"
done
hpctui_evidence registration connection "$(tr -d '\n' <"$hpctui_security/ipcontroller-client.json")"
hpctui_part controller running 1 1`;

/**
 * Orders, and how many engines there are. The hub writes `log/engines.json` at each registration and each leave (controller/hub.py,
 * _save_engine_state): that is the count, not what was started. `hpctui_share` says how many engines each part keeps.
 */
export const ORDERS = shell`hpctui_epoch=1
hpctui_tell_wanted() {
	{ printf 'epoch %s\n' "$hpctui_epoch"; hpctui_share "$hpctui_want"; } >"$HPCTUI_FOLDER/engines.wanted.new" &&
		mv -f "$HPCTUI_FOLDER/engines.wanted.new" "$HPCTUI_FOLDER/engines.wanted"
}

hpctui_obey() {
	case $1 in
		restart-engines)
			hpctui_epoch=$((hpctui_epoch + 1))
			hpctui_old=$(hpctui_registered)
			hpctui_restart=$hpctui_order hpctui_patience=120
			hpctui_tell_wanted && return 200
			;;
		scale)
			hpctui_want=$3
			printf '%s\n' "$hpctui_want" >"$HPCTUI_FOLDER/engines.count"
			hpctui_tell_wanted && echo "$hpctui_want engines wanted"
			;;
		*)
			echo "no such order: $1"
			return 2
			;;
	esac
}

# A restart is over when none of the old engines is there any more, and as many new ones as are wanted.
hpctui_look_after_restart() {
	[ -n "$hpctui_restart" ] || return 0
	hpctui_patience=$((hpctui_patience - 1))
	hpctui_still=$(printf '%s\n' "$hpctui_old" | grep . | grep -c -F -x -e "$hpctui_there")
	if [ "$hpctui_still" -eq 0 ] && [ "$hpctui_have" -ge "$hpctui_want" ]; then
		hpctui_obeyed "$hpctui_restart" 0 "$hpctui_have engines restarted"
	elif [ "$hpctui_patience" -le 0 ]; then
		hpctui_obeyed "$hpctui_restart" 1 "$((hpctui_have - hpctui_still)) of $hpctui_want engines came back within two minutes"
	else
		return 0
	fi
	hpctui_restart=
}
hpctui_restart=
hpctui_look_after_keepers() { :; }

# Lines: the identities of the engines that the hub has.
hpctui_registered() {
	[ ! -s "$HPCTUI_PROFILE/log/engines.json" ] || sed 's/"next_id".*//' "$HPCTUI_PROFILE/log/engines.json" | tr ',' '\n' | sed -n 's/.*"[0-9]\{1,\}": *"\([^"]*\)".*/\1/p'
}`;

/** The life of the controller's job: until the controller is over, or we are told to end. */
export const LIFE = shell`hpctui_told=
hpctui_beat=0
while :; do
	# Parts that see no heart beat for long know that this job was killed without a word.
	hpctui_beat=$((hpctui_beat + 1))
	[ $((hpctui_beat % 5)) -ne 0 ] || printf '%s\n' "$hpctui_beat" >"$HPCTUI_FOLDER/heart"
	hpctui_look_after_keepers
	hpctui_look_after_controller
	hpctui_take_orders
	hpctui_collect_parts
	hpctui_there=$(hpctui_registered)
	hpctui_have=$(printf '%s\n' "$hpctui_there" | grep -c .)
	if [ "$hpctui_told" != "$hpctui_have $hpctui_want" ]; then
		hpctui_told="$hpctui_have $hpctui_want"
		hpctui_progress engines "$hpctui_have" "$hpctui_want" "$hpctui_least"
	fi
	hpctui_look_after_restart
	hpctui_pause 1
done`;
