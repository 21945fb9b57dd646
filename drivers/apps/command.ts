import type {AppDriver} from '../../source/core/app.js';

/** Any program, with any ports that it serves. */
const command: AppDriver = {
	name: 'command',
	title: 'Any program',
	help: 'Runs shell words on the node. A program that serves something listens on $HPCTUI_BIND and $HPCTUI_PORT_MAIN, or on the port that it is told here; one that serves more names its ports, and has $HPCTUI_PORT_<NAME> for each.',
	parameters: [
		{
			name: 'command',
			type: 'text',
			default: '',
			help: 'what to run, as in a shell: ./train.py --epochs 3',
			isRequired: true,
		},
		{
			name: 'port',
			type: 'integer',
			default: '',
			help: 'the port it serves, where it does not take $HPCTUI_PORT_MAIN',
			least: 1,
			most: 65_535,
		},
		{
			name: 'ports',
			type: 'ports',
			default: '',
			help: 'further ports, which must answer: web=8080, api:tcp, docs:https?',
		},
		{name: 'path', type: 'text', default: '/', help: 'path of the URL'},
	],
	ports: [{name: 'main', kind: 'http', isRequired: false, url: '{path|path}'}],
	secrets: [],
	body: [
		'# What a program prints should be seen as it comes; Python would hold back 8 KiB of it.',
		'export PYTHONUNBUFFERED=1',
		'[ -z "$HPCTUI_SET_PORT" ] || { hpctui_claim "$HPCTUI_SET_PORT"; hpctui_serving main "$HPCTUI_SET_PORT"; }',
		'eval "$HPCTUI_SET_COMMAND"',
	],
};

export default command;
