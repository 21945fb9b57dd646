import type {AppDriver, ReadinessResponse} from '../../source/core/app.js';
import {quotePath} from '../../source/core/shell-text.js';

const PORT = 'notepad';

/**
 * A page of cells that run on the node, for machines without Jupyter: it needs Node and the server that comes with this
 * program. `hpctui demo` says where both are; for another cluster, put `page-server` where its nodes can read it.
 */
const notepad: AppDriver = {
	name: 'notepad',
	title: 'Notepad',
	help: 'JavaScript and shell cells in the browser, run on the node; needs Node.js there and nothing else',
	parameters: [
		{name: 'runtime', type: 'path', default: '', help: 'the node program; found on PATH when it is not said'},
		{name: 'page-server', type: 'path', default: '', help: 'source/demo/notepad/server.js of this program'},
	],
	ports: [{name: PORT, kind: 'http', isRequired: true}],
	secrets: ['token'],
	body: ({settings}) => {
		const node = settings['runtime'] || '';
		const server = settings['page-server'] || '';
		return [
			server === '' ? "echo 'say where its server is: --set page-server=FILE' >&2; exit 2" : '',
			`exec ${node === '' ? 'node' : quotePath(node)} ${quotePath(server)} \\`,
			'\t--bind "$HPCTUI_BIND" --port "$HPCTUI_PORT_NOTEPAD" --token-file "$HPCTUI_FOLDER/token"',
		].filter(line => line !== '');
	},
	urlPath: (port, secrets) => (port === PORT ? `/?token=${secrets['token'] ?? ''}` : null),
	readiness: (port, secrets) =>
		port === PORT
			? {method: 'GET', path: '/api/status', headers: {authorization: `Bearer ${secrets['token'] ?? ''}`}}
			: null,
	judge: (_port, response) => (isOurs(response) ? 'ours' : response.status === 503 ? 'not-yet' : 'stranger'),
};

function isOurs({status, body}: ReadinessResponse): boolean {
	return status === 200 && body.startsWith('{"name":"notepad",');
}

export default notepad;
