import type {AppDriver} from '../../source/core/app.js';
import {shell} from '../../source/core/shell-text.js';
import {ARGS, ENTER, ENVIRONMENT} from './common/environment.js';

/** TensorBoard. It knows no authentication; `/data/environment` is asked by its own page too, and no other server has it. */
const tensorboard: AppDriver = {
	name: 'tensorboard',
	title: 'TensorBoard',
	help: 'TensorBoard over a folder of logs. It asks nobody who they are: whoever reaches its port sees the logs. With --address loopback only the users of the node do.',
	parameters: [
		{name: 'logdir', type: 'path', default: '', help: 'the folder of logs: runs', isRequired: true},
		...ENVIRONMENT,
		ARGS,
	],
	ports: [
		{
			name: 'board',
			kind: 'http',
			isRequired: true,
			url: '/',
			readiness: {how: 'http', path: '/data/environment', contains: ['"data_location"']},
		},
	],
	secrets: [],
	body: [
		...ENTER.split('\n'),
		...shell`hpctui_need tensorboard 'install it in the environment of the job (pip install tensorboard), and name that: --set environment=FOLDER'
[ -d "$HPCTUI_SET_LOGDIR" ] || hpctui_say "there is no folder $HPCTUI_SET_LOGDIR on $(uname -n) yet"
eval "set -- $HPCTUI_SET_ARGS"
exec tensorboard --logdir "$HPCTUI_SET_LOGDIR" --host "$HPCTUI_BIND" --port "$HPCTUI_PORT_BOARD" "$@"`.split('\n'),
	],
};

export default tensorboard;
