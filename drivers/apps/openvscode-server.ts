import type {AppDriver} from '../../source/core/app.js';
import {shell} from '../../source/core/shell-text.js';
import {ARGS, ENTER, ENVIRONMENT, FOLDER} from './common/environment.js';

/**
 * openvscode-server: VS Code's own server. Its token is read from a file; a browser shows it once as `tkn`, and by the cookie
 * `vscode-tkn` from then on. A server with another token says 403.
 */
const openvscodeServer: AppDriver = {
	name: 'openvscode-server',
	title: 'openvscode-server',
	help: 'VS Code in the browser, by openvscode-server.',
	parameters: [FOLDER, ...ENVIRONMENT, ARGS],
	ports: [
		{
			name: 'editor',
			kind: 'http',
			isRequired: true,
			url: '/?tkn={token}',
			readiness: {
				how: 'http',
				path: '/',
				headers: {Cookie: 'vscode-tkn={token}'},
				contains: ['vscode-workbench-web-configuration'],
			},
		},
	],
	secrets: ['token'],
	body: [
		...ENTER.split('\n'),
		...shell`hpctui_need openvscode-server 'unpack a release of it in your home and put its bin folder on the PATH by a setup line of the cluster, or name its module: --set modules=NAME'
eval "set -- $HPCTUI_SET_ARGS"
exec openvscode-server --host "$HPCTUI_BIND" --port "$HPCTUI_PORT_EDITOR" --connection-token-file "$HPCTUI_FOLDER/token" \
	--telemetry-level off --default-folder "\${HPCTUI_SET_FOLDER:-$PWD}" "$@"`.split('\n'),
	],
};

export default openvscodeServer;
