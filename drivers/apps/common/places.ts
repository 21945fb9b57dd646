import {NODE} from '../../../source/core/job-script/node.js';
import {shell} from '../../../source/core/shell-text.js';
import {MEMBERS} from './members.js';

/**
 * The lines that keep members inside the hub's own job, on all of its nodes: a keeper on each, or one keeper for a launcher that knows the
 * nodes itself (srun, mpiexec). `member` defines what one is. What a node needs of this shell's environment (modules, a virtual
 * environment) is handed over in a file.
 */
export function inThisJob(member: string, isLaunched: boolean): readonly string[] {
	return [
		shell`HPCTUI_COLLECTS=
export HPCTUI_COLLECTS
cat >"$HPCTUI_FOLDER/keeper" <<'HPCTUI_END_OF_KEEPER'
# NAME COUNT: keeps engines on this node; see the session's job script.
. "\${0%/*}/environment"
. "$HPCTUI_FOLDER/library"
cd "$HPCTUI_STARTED_IN" || exit
HPCTUI_LOG=$HPCTUI_FOLDER/parts/$1.log
exec >>"$HPCTUI_LOG" 2>&1 </dev/null
${NODE}
HPCTUI_ADDRESSES=$(hpctui_ranked_addresses)
${member}
${MEMBERS}
hpctui_keep "$1" "$2"
HPCTUI_END_OF_KEEPER
HPCTUI_STARTED_IN=$PWD
export HPCTUI_STARTED_IN
( umask 077; export -p | grep -v -e ' SLURMD\{0,1\}_' -e ' PMI' -e ' TMPDIR=' -e ' HOSTNAME=' >"$HPCTUI_FOLDER/environment" )`,
		isLaunched ? BY_LAUNCHER : BY_NODE,
		START_KEEPERS,
	];
}

/** The lines of a further job of members: $HPCTUI_HUB is the folder of their hub. */
export function inFurtherJob(member: string, name: string, count: number): readonly string[] {
	return [
		'HPCTUI_COLLECTS=1 HPCTUI_LOG=$HPCTUI_FOLDER/output HPCTUI_LAUNCH=each',
		'mkdir -p "$HPCTUI_FOLDER/parts"; rm -f "$HPCTUI_FOLDER"/parts/*',
		member,
		MEMBERS,
		LEAVE_ORDER,
		`hpctui_keep ${name} ${count}`,
	];
}

/** Where the hub is (a folder, as shell text), for members that find it by its port. */
export function hubLines(hub: string): string {
	return `HPCTUI_HUB=${hub}
HPCTUI_CONNECTION=$HPCTUI_HUB/hub-port
HPCTUI_LAUNCH=each
export HPCTUI_HUB HPCTUI_CONNECTION HPCTUI_LAUNCH`;
}

/** Where all members are in further jobs. */
export const IN_OTHER_JOBS = shell`hpctui_share() { :; }
hpctui_tell_wanted`;

/** A further job is told to leave before it is cancelled, so that its members can say goodbye to the hub. */
const LEAVE_ORDER = shell`hpctui_obey() {
	case $1 in
		leave)
			hpctui_closing=0
			echo leaving
			;;
		scale)
			hpctui_count=$3
			echo "$3 wanted"
			;;
		*)
			echo "no such order: $1"
			return 2
			;;
	esac
}`;

/**
 * Where the scheduler's own way to a node does not get through (Grid Engine's qrsh wants to be called back on a port that a firewall may
 * drop, and waits for ever), the part is tried by ssh after a while.
 */
const START_KEEPERS = shell`hpctui_tell_wanted
hpctui_shell=$(command -v bash || echo /bin/sh)
hpctui_start_keepers() {
	while read -r hpctui_node hpctui_part_name hpctui_count; do
		[ ! -e "$HPCTUI_FOLDER/parts/$hpctui_part_name.state" ] || continue
		( hpctui_on_node "$hpctui_node" "$hpctui_shell" "$HPCTUI_FOLDER/keeper" "$hpctui_part_name" "$hpctui_count" ) </dev/null &
		hpctui_keepers="$hpctui_keepers $!"
		[ -z "$HPCTUI_BY_SSH" ] || hpctui_say "$hpctui_part_name did not start on $hpctui_node: trying by ssh"
	done <<HPCTUI_END_OF_NODES
$(hpctui_places "$hpctui_want")
HPCTUI_END_OF_NODES
}
HPCTUI_BY_SSH=
hpctui_start_keepers
hpctui_look_after_keepers() {
	[ "$hpctui_beat" -eq 15 ] || return 0
	HPCTUI_BY_SSH=1
	hpctui_start_keepers
}`;

/** Members go round the nodes, by the slots that the job has there, and then round again. */
const BY_NODE = shell`# COUNT: lines "NODE NAME COUNT".
hpctui_places() {
	hpctui_nodes | awk -v count="$1" -v things="$HPCTUI_THINGS" '
		{ node[NR] = $1; slots[NR] = $2 < 1 ? 1 : $2; sum += slots[NR] }
		END {
			for (at = 1; at <= NR; at++) { share[at] = int(count * slots[at] / sum); given += share[at] }
			for (at = 1; given < count; at = at % NR + 1) { share[at]++; given++ }
			for (at = 1; at <= NR; at++) { name = node[at]; sub(/\..*/, "", name); print node[at], things "-" name, share[at] }
		}'
}
hpctui_share() {
	hpctui_places "$1" | sed 's/^[^ ]* //'
}`;

const BY_LAUNCHER = shell`hpctui_places() {
	printf '%s %s %s\n' "$(uname -n)" "$HPCTUI_THINGS" "$1"
}
hpctui_share() {
	printf '%s %s\n' "$HPCTUI_THINGS" "$1"
}`;
