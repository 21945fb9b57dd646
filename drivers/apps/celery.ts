import type {AppDriver} from '../../source/core/app.js';
import {quoteWord, shell} from '../../source/core/shell-text.js';
import {HUB, LIFE, ORDERS} from './common/hub.js';
import {hubLines, IN_OTHER_JOBS, inThisJob} from './common/places.js';
import {READY_WITH, WORKER_JOBS, wantedLine, workersOf} from './common/workers.js';

/**
 * The broker: a redis of the session's own. Its password is in files only (0600): the configuration, and the environment of those who
 * talk to it (REDISCLI_AUTH, CELERY_BROKER_URL); never on a command line. Workers are counted by what redis itself sees: each waits in
 * one BRPOP.
 */
const BROKER = shell`hpctui_need redis-server
hpctui_need redis-cli
REDISCLI_AUTH=$(cat "$HPCTUI_FOLDER/password")
( umask 077; mkdir -p "$HPCTUI_FOLDER/redis"; printf '%s\n' "port $HPCTUI_PORT_REDIS" "bind $HPCTUI_BIND" 'protected-mode yes' "requirepass $REDISCLI_AUTH" "dir \"$HPCTUI_FOLDER/redis\"" 'save ""' 'appendonly no' >"$HPCTUI_FOLDER/redis/redis.conf" )
redis-server "$HPCTUI_FOLDER/redis/redis.conf" &
hpctui_hub_pids=$!
until [ "$(REDISCLI_AUTH=$REDISCLI_AUTH redis-cli -p "$HPCTUI_PORT_REDIS" ping 2>/dev/null)" = PONG ]; do
	hpctui_look_after_hub
	hpctui_pause 0.3
done
printf '%s\n' "$HPCTUI_PORT_REDIS" >"$HPCTUI_FOLDER/hub-port"
hpctui_registered() {
	REDISCLI_AUTH=$REDISCLI_AUTH redis-cli -p "$HPCTUI_PORT_REDIS" client list type normal 2>/dev/null | sed -n 's/^id=\([0-9]*\) .* cmd=brpop .*/\1/p'
}`;

/** The environment beats the module's own configuration (celery/app/utils.py, Settings.broker_url): the module needs no change. */
const MEMBER_ENVIRONMENT = shell`hpctui_broker() {
	hpctui_url="redis://:$(cat "$HPCTUI_HUB/password")@$1:$2/0"
	CELERY_BROKER_URL=$hpctui_url CELERY_RESULT_BACKEND=$hpctui_url
	export CELERY_BROKER_URL CELERY_RESULT_BACKEND
}`;

/** Flower where it is installed; the session does not depend on it. */
const flowerLines = (app: string): string => `if python3 -c 'import flower' 2>/dev/null; then
	( hpctui_broker 127.0.0.1 "$HPCTUI_PORT_REDIS"; FLOWER_BASIC_AUTH="flower:$REDISCLI_AUTH"; export FLOWER_BASIC_AUTH; exec celery -A ${app} flower --address="$HPCTUI_BIND" --port="$HPCTUI_PORT_FLOWER" ) &
	hpctui_keepers="$hpctui_keepers $!"
fi`;

function workerLines(settings: Readonly<Record<string, string>>): string {
	const concurrency = settings['concurrency'] ?? '';
	return `${MEMBER_ENVIRONMENT}
HPCTUI_MEMBER='a worker'
hpctui_hub_port() {
	cat "$HPCTUI_CONNECTION"
}
hpctui_member() {
	hpctui_need celery
	hpctui_broker "$hpctui_address" "$hpctui_port"
	exec celery -A ${appOf(settings)} worker ${concurrency === '' ? '' : `--concurrency ${quoteWord(concurrency)} `}--hostname "hpctui-$(sh -c 'echo $PPID')@%h" --loglevel INFO ${settings['args'] ?? ''}
}`;
}

const appOf = (settings: Readonly<Record<string, string>>): string => quoteWord(settings['app'] || 'tasks');

/** Celery workers of the person's own module, with a redis broker of the session's own. */
const celery: AppDriver = {
	name: 'celery',
	title: 'Celery',
	help: 'A redis broker of its own, workers of your module (found from --workdir), and flower where it is installed. Tasks are sent from this machine to the URL of the session (hpctui url SESSION).',
	parameters: [
		{
			name: 'app',
			type: 'text',
			default: 'tasks',
			help: "your module, as for celery -A: its broker is set by the workers' environment",
		},
		{name: 'workers', type: 'integer', default: '1', least: 0, help: 'how many workers'},
		{
			name: 'concurrency',
			type: 'integer',
			default: '',
			least: 1,
			help: "processes of a worker; one for each of the node's cores if empty",
		},
		...WORKER_JOBS,
		READY_WITH,
		{name: 'args', type: 'text', default: '', help: 'further arguments for celery worker, as shell words; no secrets'},
	],
	ports: [
		{
			name: 'redis',
			kind: 'tcp',
			isRequired: true,
			url: 'redis://:{password}@{host}:{port}/0',
			readiness: {how: 'talk', send: 'AUTH {password}\r\nPING\r\n', expect: '+PONG'},
		},
		{name: 'flower', kind: 'http', isRequired: false, url: '/'},
	],
	secrets: ['password'],
	body: ({settings}) => [
		wantedLine(settings, 'broker'),
		HUB,
		BROKER,
		ORDERS,
		hubLines('$HPCTUI_FOLDER'),
		MEMBER_ENVIRONMENT,
		flowerLines(appOf(settings)),
		...(settings['launcher'] === 'jobs' ? [IN_OTHER_JOBS] : inThisJob(workerLines(settings), false)),
		LIFE,
	],
	...workersOf(workerLines),
};

export default celery;
