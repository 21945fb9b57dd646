import {shell} from '../../../source/core/shell-text.js';

/**
 * The job of an app's hub (a controller, a broker, a scheduler), whose engines or workers `common/members.ts` keeps. The app says what they are
 * called (HPCTUI_THINGS: `engines`; HPCTUI_HUB_NAME: `controller`), starts its processes into $hpctui_hub_pids, and defines `hpctui_registered`, whose
 * lines are the identities of those that the hub itself knows: that is the count, not what was started.
 */
export const HUB = shell`printf '%s\n' $HPCTUI_ADDRESSES 127.0.0.1 >"$HPCTUI_FOLDER/addresses"
mkdir -p "$HPCTUI_FOLDER/parts"
rm -f "$HPCTUI_FOLDER/over" "$HPCTUI_FOLDER"/parts/*
# A job that was requeued goes on with as many as it was scaled to.
[ ! -s "$HPCTUI_FOLDER/count" ] || read -r hpctui_want <"$HPCTUI_FOLDER/count"
[ "$hpctui_least" -le "$hpctui_want" ] || hpctui_least=$hpctui_want
# Before any port can answer: it is not ready without them.
hpctui_progress "$HPCTUI_THINGS" 0 "$hpctui_want" "$hpctui_least"
hpctui_keepers=
hpctui_hub_pids=
hpctui_closing=
trap 'hpctui_closing=1' TERM INT HUP
hpctui_part "$HPCTUI_HUB_NAME" starting 0 1

# PID...: what they started.
hpctui_children() {
	for hpctui_pid; do
		ps -o pid= --ppid "$hpctui_pid" 2>/dev/null
	done
}

# CODE SAID: nothing may stay behind, here or on other nodes.
hpctui_close() {
	printf 'epoch over\n' >"$HPCTUI_FOLDER/wanted"
	: >"$HPCTUI_FOLDER/over"
	hpctui_end 12 $hpctui_keepers
	hpctui_end 5 $hpctui_hub_pids $(hpctui_children $hpctui_hub_pids)
	hpctui_part "$HPCTUI_HUB_NAME" ended 0 1 "$1" "$2"
	hpctui_collect_parts
	exit "$1"
}

# Ends with the hub, or when we are told to.
hpctui_look_after_hub() {
	[ -z "$hpctui_closing" ] || hpctui_close 143 ''
	for hpctui_pid in $hpctui_hub_pids; do
		hpctui_lives "$hpctui_pid" && continue
		wait "$hpctui_pid"
		hpctui_code=$?
		hpctui_close "$((hpctui_code == 0 ? 1 : hpctui_code))" "$(hpctui_telling_line "$HPCTUI_FOLDER/output")"
	done
}`;

/** Orders. `hpctui_share COUNT` says how many each part inside this job keeps. */
export const ORDERS = shell`hpctui_epoch=1
hpctui_tell_wanted() {
	{ printf 'epoch %s\n' "$hpctui_epoch"; hpctui_share "$hpctui_want"; } >"$HPCTUI_FOLDER/wanted.new" &&
		mv -f "$HPCTUI_FOLDER/wanted.new" "$HPCTUI_FOLDER/wanted"
}

hpctui_obey() {
	case $1 in
		restart-"$HPCTUI_THINGS")
			hpctui_epoch=$((hpctui_epoch + 1))
			hpctui_old=$(hpctui_registered)
			hpctui_restart=$hpctui_order hpctui_patience=120
			hpctui_tell_wanted && return 200
			;;
		scale)
			hpctui_want=$3
			printf '%s\n' "$hpctui_want" >"$HPCTUI_FOLDER/count"
			hpctui_tell_wanted && echo "$hpctui_want $HPCTUI_THINGS wanted"
			;;
		*)
			echo "no such order: $1"
			return 2
			;;
	esac
}

# A restart is over when none of the old ones is there any more, and as many new ones as are wanted.
hpctui_look_after_restart() {
	[ -n "$hpctui_restart" ] || return 0
	hpctui_patience=$((hpctui_patience - 1))
	hpctui_still=$(printf '%s\n' "$hpctui_old" | grep . | grep -c -F -x -e "$hpctui_there")
	if [ "$hpctui_still" -eq 0 ] && [ "$hpctui_have" -ge "$hpctui_want" ]; then
		hpctui_obeyed "$hpctui_restart" 0 "$hpctui_have $HPCTUI_THINGS restarted"
	elif [ "$hpctui_patience" -le 0 ]; then
		hpctui_obeyed "$hpctui_restart" 1 "$((hpctui_have - hpctui_still)) of $hpctui_want $HPCTUI_THINGS came back within two minutes"
	else
		return 0
	fi
	hpctui_restart=
}
hpctui_restart=
hpctui_look_after_keepers() { :; }`;

/** The life of the hub's job: until the hub is over, or we are told to end. */
export const LIFE = shell`hpctui_part "$HPCTUI_HUB_NAME" running 1 1
hpctui_told=
hpctui_beat=0
while :; do
	# Parts that see no heart beat for long know that this job was killed without a word.
	hpctui_beat=$((hpctui_beat + 1))
	[ $((hpctui_beat % 5)) -ne 0 ] || printf '%s\n' "$hpctui_beat" >"$HPCTUI_FOLDER/heart"
	hpctui_look_after_keepers
	hpctui_look_after_hub
	hpctui_take_orders
	hpctui_collect_parts
	hpctui_there=$(hpctui_registered)
	hpctui_have=$(printf '%s\n' "$hpctui_there" | grep -c .)
	if [ "$hpctui_told" != "$hpctui_have $hpctui_want" ]; then
		hpctui_told="$hpctui_have $hpctui_want"
		hpctui_progress "$HPCTUI_THINGS" "$hpctui_have" "$hpctui_want" "$hpctui_least"
	fi
	hpctui_look_after_restart
	hpctui_pause 1
done`;
