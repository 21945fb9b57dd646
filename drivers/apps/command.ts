import type {AppDriver} from '../../source/core/app.js';
import {Fault} from '../../source/core/fault.js';

/** Any program, with at most one port that it serves. */
const command: AppDriver = {
	name: 'command',
	title: 'Any program',
	help: 'Runs shell words on the node. A program that serves something listens on $HPCTUI_BIND and $HPCTUI_PORT_MAIN, or on the port that it is told here.',
	parameters: [
		{name: 'command', type: 'text', default: '', help: 'what to run, as in a shell: ./train.py --epochs 3'},
		{name: 'port', type: 'text', default: '', help: 'the port it serves, where it does not take $HPCTUI_PORT_MAIN'},
		{name: 'path', type: 'text', default: '/', help: 'path of the URL'},
	],
	ports: [{name: 'main', kind: 'http', isRequired: false}],
	secrets: [],
	body({settings}) {
		const line = (settings['command'] ?? '').trim();
		const port = settings['port'] ?? '';
		if (line === '') {
			throw new Fault('usage', 'the app command needs something to run', {hint: "add --set command='./program args'"});
		}

		if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
			throw new Fault('usage', `${JSON.stringify(port)} is no port`, {hint: 'a number from 1 to 65535'});
		}

		// What a program prints should be seen as it comes; Python would hold back 8 KiB of it.
		return ['export PYTHONUNBUFFERED=1', ...(port === '' ? [] : [`hpctui_serving main ${Number(port)}`]), line];
	},
	urlPath: (_port, _secrets, settings) => (settings['path'] ?? '/').replace(/^\/*/, '/'),
	readiness: () => null,
	judge: () => 'ours',
};

export default command;
