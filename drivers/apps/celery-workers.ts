import type {AppDriver} from '../../source/core/app.js';
import {shell} from '../../source/core/shell-text.js';
import {ARGS, ENTER, ENVIRONMENT} from './common/environment.js';

/**
 * Celery workers of the person's own module for the broker of another session. Its URL reaches Celery by CELERY_BROKER_URL and
 * CELERY_RESULT_BACKEND, which it takes before what the module says (celery, app/utils.py, Settings); its log masks the password.
 */
const celeryWorkers: AppDriver = {
	name: 'celery-workers',
	title: 'Celery workers of another broker',
	help: 'Workers of your own module for the broker of another session (redis or celery). hpctui url SESSION is the broker’s URL, for a client on this machine.',
	parameters: [
		{name: 'module', type: 'text', default: '', help: 'the module with the Celery app: tasks', isRequired: true},
		{name: 'concurrency', type: 'integer', default: '1', help: 'how many tasks run at once', least: 1, most: 1024},
		{
			name: 'broker',
			type: 'session',
			default: '',
			help: 'a redis session whose broker it uses; one of its own if empty',
		},
		...ENVIRONMENT,
		ARGS,
	],
	ports: [
		{
			name: 'broker',
			kind: 'tcp',
			isRequired: true,
			url: 'redis://:{password}@{host}:{port}/0',
			readiness: {how: 'talk', send: 'AUTH {password}\r\nPING\r\n', expect: '+PONG', starting: '-LOADING'},
		},
	],
	// The record of the job tells the other session's, which is laid over this one.
	secrets: ['password'],
	body: [
		...ENTER.split('\n'),
		...shell`hpctui_need celery 'install it in the environment of the job: pip install "celery[redis]"'
# The module lies in the working directory, and programs of /usr/bin do not look there.
PYTHONPATH=$PWD\${PYTHONPATH:+:$PYTHONPATH}
export PYTHONPATH
hpctui_said=$(python3 -c 'import importlib, sys; importlib.import_module(sys.argv[1].partition(":")[0])' "$HPCTUI_SET_MODULE" 2>&1) ||
	hpctui_cannot_run 1 "celery: the module $HPCTUI_SET_MODULE cannot be imported in $PWD: $(printf '%s\n' "$hpctui_said" | tail -n 1)" 'name its folder: --workdir FOLDER, and its environment: --set environment=FOLDER'
hpctui_broker_folder=\${HPCTUI_FOLDER%/*}/$HPCTUI_SET_BROKER
hpctui_started=$(grep '"type":"started"' "$hpctui_broker_folder/record" 2>/dev/null | tail -n 1)
hpctui_broker_port=$(printf '%s\n' "$hpctui_started" | sed -n 's/.*"ports":{[^}]*"redis":\([0-9]*\).*/\1/p')
[ -n "$hpctui_broker_port" ] && [ -r "$hpctui_broker_folder/password" ] ||
	hpctui_cannot_run 1 "celery: the session $HPCTUI_SET_BROKER has no broker that runs" 'name a redis session of this cluster that is ready'
hpctui_find_address "$hpctui_broker_port" $(printf '%s\n' "$hpctui_started" | grep -o '[0-9]\{1,3\}\.[0-9.]*[0-9]' | grep -v '^127\.' | sort -u) ||
	hpctui_cannot_run 69 "celery: no address of the broker answers from $(uname -n)" 'it listens on loopback only where its session has --address loopback'
hpctui_host=$hpctui_address
# The tunnel of this session leads to the broker by way of this node.
hpctui_need socat 'a broker of another session takes socat on the node'
socat "TCP-LISTEN:$HPCTUI_PORT_BROKER,bind=$HPCTUI_BIND,fork,reuseaddr" "TCP:$hpctui_host:$hpctui_broker_port" &
hpctui_evidence broker password "$(cat "$hpctui_broker_folder/password")"
CELERY_BROKER_URL=redis://:$(cat "$hpctui_broker_folder/password")@$hpctui_host:$hpctui_broker_port/0
CELERY_RESULT_BACKEND=$CELERY_BROKER_URL
export CELERY_BROKER_URL CELERY_RESULT_BACKEND
eval "set -- $HPCTUI_SET_ARGS"
exec celery -A "$HPCTUI_SET_MODULE" worker --loglevel=INFO --concurrency="$HPCTUI_SET_CONCURRENCY" "$@"`.split('\n'),
	],
};

export default celeryWorkers;
