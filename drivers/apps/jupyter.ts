import type {AppDriver} from '../../source/core/app.js';
import {ARGS, ENVIRONMENT} from './common/environment.js';
import {readActivity} from './jupyter/activity.js';
import {JUPYTER_BODY} from './jupyter/body.js';

/**
 * Jupyter: Lab, Notebook 7 or classic Notebook 6, whichever the job's environment has.
 *
 * The token is ours: a file of the session's folder, given to the server by JUPYTER_TOKEN, which Notebook 6
 * (notebookapp.py, `_token_default`) and jupyter_server (auth/identity.py) read; both print `token=...` for it, not the token.
 * It is our own way in also where a person logs in by password.
 */
const jupyter: AppDriver = {
	name: 'jupyter',
	title: 'Jupyter notebook server',
	help: 'JupyterLab, Notebook 7 or classic Notebook 6, whichever the environment of the job has.',
	parameters: [
		{
			name: 'flavour',
			type: 'choice',
			choices: ['auto', 'lab', 'notebook', 'classic'],
			default: 'auto',
			help: 'auto takes Lab where there is one, else Notebook; classic is Notebook 6 or nbclassic',
		},
		{name: 'notebook-dir', type: 'path', default: '', help: 'the folder that it shows; the working directory if empty'},
		{
			name: 'auth',
			type: 'choice',
			choices: ['token', 'password'],
			default: 'token',
			help: 'password: your own where your Jupyter configuration has one, else one that hpctui secret shows',
		},
		{name: 'tls', type: 'boolean', default: 'false', help: 'https, with a certificate made on the node, or your own'},
		{
			name: 'kernels',
			type: 'text',
			default: '',
			help: 'environments that become kernels, beside the usual ones: ~/venvs/a /opt/conda/envs/b',
		},
		...ENVIRONMENT,
		ARGS,
		{
			name: 'fingerprint',
			type: 'text',
			default: '',
			help: 'SHA-256 of the only certificate that may answer; the one that the node tells if empty',
			pattern: {expression: '[0-9a-fA-F:]{64,95}', wanted: 'a SHA-256 fingerprint: 32 pairs of hexadecimal digits'},
		},
	],
	ports: [
		{
			name: 'notebook',
			kind: 'http',
			isRequired: true,
			// `/` leads on to Lab, the tree or the classic page, whichever it is, and keeps the token. `baseUrl` comes from the
			// server's own runtime file, where the person's configuration moved it below a path.
			url: {by: 'auth', urls: {token: '{baseUrl|folder}?token={token}', password: '{baseUrl|folder}'}},
			// Only a server that took the token says 200 with the times of its kernels (jupyter_server,
			// services/api/handlers.py, and the same in Notebook 6); one with another token says 403.
			readiness: {
				how: 'http',
				path: '{baseUrl|folder}api/status',
				headers: {Authorization: 'token {token}'},
				contains: ['"started"', '"kernels"'],
			},
		},
	],
	secrets: ['token', 'password'],
	body: JUPYTER_BODY,
	activity: {
		port: 'notebook',
		questions: ['api/status', 'api/kernels'].map(path => ({
			path: `{baseUrl|folder}${path}?no_track_activity=1`,
			headers: {Authorization: 'token {token}'},
		})),
		read: readActivity,
	},
};

export default jupyter;
