import type {AppDriver} from '../../source/core/app.js';
import {quotePath, quoteWord, shell} from '../../source/core/shell-text.js';
import {HUB, LIFE, ORDERS} from './common/hub.js';
import {hubLines, IN_OTHER_JOBS, inThisJob} from './common/places.js';
import {READY_WITH, WORKER_JOBS, wantedLine, workersOf} from './common/workers.js';

/** Dask's commands were scripts (dask-scheduler) before they were words of one (dask scheduler, 2022.10). */
const PROGRAM = shell`hpctui_dask() {
	hpctui_program=$(command -v "dask-$1") || { dask "$1" --version >/dev/null 2>&1 && hpctui_program="dask $1"; } || hpctui_program=
	[ -n "$hpctui_program" ] || hpctui_need "dask-$1"
}`;

/** Workers count by what the scheduler itself says, over the JSON page that it always serves (distributed/http/scheduler/json.py). */
const SCHEDULER = shell`hpctui_dask scheduler
$hpctui_program --host "$HPCTUI_BIND" --port "$HPCTUI_PORT_SCHEDULER" --dashboard-address "$HPCTUI_BIND:$HPCTUI_PORT_DASHBOARD" &
hpctui_hub_pids=$!
until hpctui_find_address "$HPCTUI_PORT_SCHEDULER" 127.0.0.1; do
	hpctui_look_after_hub
	hpctui_pause 0.3
done
printf '%s\n' "$HPCTUI_PORT_SCHEDULER" >"$HPCTUI_FOLDER/hub-port"
hpctui_registered() {
	python3 -S -E -c '
import json, sys, urllib.request
page = urllib.request.urlopen("http://127.0.0.1:" + sys.argv[1] + "/json/identity.json", timeout=3)
for name in json.load(page)["workers"]:
    print(name)
' "$HPCTUI_PORT_DASHBOARD" 2>/dev/null
}`;

function workerLines(settings: Readonly<Record<string, string>>): string {
	const folder = settings['local-directory'] ?? '';
	const spill = folder === '' ? shell`"\${TMPDIR:-/tmp}"` : quotePath(folder);
	return shell`${PROGRAM}
HPCTUI_MEMBER='a worker'
hpctui_hub_port() {
	cat "$HPCTUI_CONNECTION"
}
# A worker is talked to by the others: on the address that is likeliest to be reached.
hpctui_member() {
	hpctui_dask worker
	set -- $HPCTUI_ADDRESSES
	exec $hpctui_program "tcp://$hpctui_address:$hpctui_port" --host "$1" --no-dashboard --death-timeout 90 --nthreads ${quoteWord(settings['threads'] ?? '1')} --local-directory ${spill}
}`;
}

/** A Dask cluster: a scheduler and its workers, in one job or in further jobs. */
const dask: AppDriver = {
	name: 'dask',
	title: 'Dask',
	help: 'A scheduler, its workers and its dashboard. On this machine: distributed.Client("tcp://127.0.0.1:PORT"), the local port of scheduler. Dask itself asks nobody for a password: whoever reaches its port on the cluster can use it.',
	parameters: [
		{name: 'workers', type: 'integer', default: '2', least: 0, help: 'how many workers'},
		...WORKER_JOBS,
		{name: 'threads', type: 'integer', default: '1', least: 1, help: 'threads of a worker'},
		READY_WITH,
		{name: 'local-directory', type: 'path', default: '', help: "where workers spill; the node's TMPDIR if empty"},
	],
	ports: [
		{name: 'dashboard', kind: 'http', isRequired: false, url: '/status'},
		{name: 'scheduler', kind: 'tcp', isRequired: true, url: 'tcp://{host}:{port}'},
	],
	secrets: [],
	body: ({settings}) => [
		wantedLine(settings, 'scheduler'),
		HUB,
		PROGRAM,
		SCHEDULER,
		ORDERS,
		...(settings['launcher'] === 'jobs'
			? [IN_OTHER_JOBS]
			: [hubLines('$HPCTUI_FOLDER'), ...inThisJob(workerLines(settings), false)]),
		LIFE,
	],
	...workersOf(workerLines),
};

export default dask;
