import type {AppContext} from '../../../source/core/app.js';
import {Fault} from '../../../source/core/fault.js';
import {shell} from '../../../source/core/shell-text.js';
import {profileLines, words} from './configuration.js';
import {LIFE, ORDERS, START_CONTROLLER} from './controller.js';
import {ENGINES, engineLines} from './engines.js';

type Settings = Readonly<Record<string, string>>;

/** Most engines that one wish may be for: a slip of the finger should not fill a cluster. */
export const MOST_ENGINES = 10_000;

/** How many engines are wanted at first. Throws a `usage` fault for what cannot be. */
export function wantedEngines(settings: Settings): number {
	return countOf(settings, 'engines', 0, MOST_ENGINES);
}

/** A setting that is a count. Throws a `usage` fault for any other. */
export function countOf(settings: Settings, name: string, least: number, most: number): number {
	const count = Number(settings[name]);
	if (!(Number.isInteger(count) && count >= least && count <= most)) {
		throw new Fault('usage', `ipyparallel: ${name} cannot be ${JSON.stringify(settings[name])}`, {
			hint: `a whole number from ${least} to ${most}`,
		});
	}

	return count;
}

/** The lines of the controller's job; the engines of one job are started by it, those of other jobs by these jobs. */
export function controllerBody({settings, bind}: AppContext): readonly string[] {
	const engines = wantedEngines(settings);
	const least = Math.min(countOf(settings, 'ready-with', 0, MOST_ENGINES), engines);
	return [
		...profileOf(settings, bind),
		// A job that was requeued goes on with as many as it was scaled to.
		shell`hpctui_want=${engines} hpctui_least=${least}
[ ! -s "$HPCTUI_FOLDER/engines.count" ] || read -r hpctui_want <"$HPCTUI_FOLDER/engines.count"`,
		// Before any port can answer: it is not ready without its engines.
		'hpctui_progress engines 0 "$hpctui_want" "$hpctui_least"',
		START_CONTROLLER,
		ORDERS,
		...(settings['launcher'] === 'jobs' ? [SHARE_NOTHING] : inThisJob(settings)),
		LIFE,
	];
}

/** The lines of a further job of engines. `hub`: the folder of the controller's session, as a shell word. */
export function enginesBody(name: string, count: number, hub: string, settings: Settings): readonly string[] {
	return [
		...engineLines(hub, launchWords(settings)),
		'HPCTUI_COLLECTS=1 HPCTUI_LOG=$HPCTUI_FOLDER/output',
		ENGINES,
		LEAVE_ORDER,
		`hpctui_keep ${name} ${count}`,
	];
}

/** An engine job is told to leave before it is cancelled, so that its engines can say goodbye to the hub. */
const LEAVE_ORDER = shell`hpctui_obey() {
	case $1 in
		leave)
			hpctui_closing=0
			echo leaving
			;;
		scale)
			hpctui_count=$3
			echo "$3 engines wanted"
			;;
		*)
			echo "no such order: $1"
			return 2
			;;
	esac
}`;

function profileOf(settings: Settings, bind: string): readonly string[] {
	const reach = settings['launcher'] === 'jobs' ? '0.0.0.0' : bind;
	return [
		shell`HPCTUI_ENGINE_BIND=${reach}
# Engines of other nodes come from outside.
[ "$(hpctui_nodes | wc -l)" -lt 2 ] || HPCTUI_ENGINE_BIND=0.0.0.0
export HPCTUI_ENGINE_BIND`,
		...profileLines(settings),
	];
}

const SHARE_NOTHING = shell`hpctui_share() { :; }
hpctui_tell_wanted`;

/**
 * Engines of this job: a keeper on each of its nodes, or one keeper for a launcher that knows the nodes itself (srun, mpiexec). What a
 * node needs of this shell's environment (modules, a virtual environment) is handed over in a file.
 */
function inThisJob(settings: Settings): readonly string[] {
	const launch = launchWords(settings);
	return [
		...engineLines('$HPCTUI_FOLDER', launch),
		shell`HPCTUI_COLLECTS=
export HPCTUI_COLLECTS
cat >"$HPCTUI_FOLDER/keeper" <<'HPCTUI_END_OF_KEEPER'
# NAME COUNT: keeps engines on this node; see the session's job script.
. "\${0%/*}/environment"
. "$HPCTUI_FOLDER/library"
cd "$HPCTUI_STARTED_IN" || exit
HPCTUI_LOG=$HPCTUI_FOLDER/parts/$1.log
exec >>"$HPCTUI_LOG" 2>&1 </dev/null
${ENGINES}
hpctui_keep "$1" "$2"
HPCTUI_END_OF_KEEPER
HPCTUI_STARTED_IN=$PWD
export HPCTUI_STARTED_IN
( umask 077; export -p | grep -v -e ' SLURMD\{0,1\}_' -e ' PMI' -e ' TMPDIR=' -e ' HOSTNAME=' >"$HPCTUI_FOLDER/environment" )`,
		launch === 'each' ? BY_NODE : BY_LAUNCHER,
		START_KEEPERS,
	];
}

/**
 * Where the scheduler's own way to a node does not get through (Grid Engine's qrsh wants to be called back on a port that a firewall may
 * drop, and waits for ever), the part is tried by ssh after half a minute.
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
	[ "$hpctui_beat" -eq 30 ] || return 0
	HPCTUI_BY_SSH=1
	hpctui_start_keepers
}`;

/** Engines go round the nodes, by the slots that the job has there, and then round again. */
const BY_NODE = shell`# COUNT: lines "NODE NAME COUNT".
hpctui_places() {
	hpctui_nodes | awk -v count="$1" '
		{ node[NR] = $1; slots[NR] = $2 < 1 ? 1 : $2; sum += slots[NR] }
		END {
			for (at = 1; at <= NR; at++) { share[at] = int(count * slots[at] / sum); given += share[at] }
			for (at = 1; given < count; at = at % NR + 1) { share[at]++; given++ }
			for (at = 1; at <= NR; at++) { name = node[at]; sub(/\..*/, "", name); print node[at], "engines-" name, share[at] }
		}'
}
hpctui_share() {
	hpctui_places "$1" | sed 's/^[^ ]* //'
}`;

const BY_LAUNCHER = shell`hpctui_places() {
	printf '%s engines %s\n' "$(uname -n)" "$1"
}
hpctui_share() {
	printf 'engines %s\n' "$1"
}`;

/** `each`, or the launcher's words; `$hpctui_count` is set where they are used. */
function launchWords(settings: Settings): string {
	const args = words(settings['launcher-args'] ?? '');
	switch (settings['launcher']) {
		case 'srun':
			return `srun --ntasks=$hpctui_count --kill-on-bad-exit=0 --quiet ${args}`.trim();
		case 'mpiexec':
			return `mpiexec -n $hpctui_count ${args}`.trim();
	}

	return 'each';
}
