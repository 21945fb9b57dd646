import type {AppDriver} from '../../source/core/app.js';

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
	ports: [
		{
			name: 'notepad',
			kind: 'http',
			isRequired: true,
			url: '/?token={token}',
			readiness: {
				how: 'http',
				path: '/api/status',
				headers: {authorization: 'Bearer {token}'},
				contains: ['{"name":"notepad",'],
			},
		},
	],
	secrets: ['token'],
	body: [
		'[ -n "$HPCTUI_SET_PAGE_SERVER" ] || hpctui_cannot_run 2 "say where its server is" "--set page-server=FILE"',
		'[ -n "$HPCTUI_SET_RUNTIME" ] || HPCTUI_SET_RUNTIME=node',
		'exec "$HPCTUI_SET_RUNTIME" "$HPCTUI_SET_PAGE_SERVER" \\',
		'\t--bind "$HPCTUI_BIND" --port "$HPCTUI_PORT_NOTEPAD" --token-file "$HPCTUI_FOLDER/token"',
	],
};

export default notepad;
