import type {AppDriver} from '../../source/core/app.js';
import {shell} from '../../source/core/shell-text.js';
import {ARGS, ENTER, ENVIRONMENT} from './common/environment.js';

/** marimo's editor. Its token is read from a file; one with another token lets nobody see `/api/status`. */
const marimo: AppDriver = {
	name: 'marimo',
	title: 'marimo',
	help: 'marimo notebooks in the browser.',
	parameters: [
		{
			name: 'notebook',
			type: 'path',
			default: '',
			help: 'a notebook, or a folder of them; the working directory if empty',
		},
		...ENVIRONMENT,
		ARGS,
	],
	ports: [
		{
			name: 'notebook',
			kind: 'http',
			isRequired: true,
			url: '/?access_token={token}',
			readiness: {how: 'http', path: '/api/status?access_token={token}', contains: ['"status"', '"version"']},
		},
	],
	secrets: ['token'],
	body: [
		...ENTER.split('\n'),
		...shell`hpctui_need marimo 'install it in the environment of the job (pip install marimo), and name that: --set environment=FOLDER'
eval "set -- $HPCTUI_SET_ARGS"
exec marimo edit --headless --host "$HPCTUI_BIND" --port "$HPCTUI_PORT_NOTEBOOK" --token-password-file "$HPCTUI_FOLDER/token" "$@" "\${HPCTUI_SET_NOTEBOOK:-$PWD}"`.split(
			'\n',
		),
	],
};

export default marimo;
