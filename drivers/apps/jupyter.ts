import type {AppDriver} from '../../source/core/app.js';
import {readActivity} from './jupyter/activity.js';
import {jupyterBody} from './jupyter/body.js';
import {judgeJupyter} from './jupyter/judge.js';

/**
 * Jupyter: Lab, Notebook 7 or classic Notebook 6, whichever the job's environment has.
 *
 * The token is ours: a file of the session's folder, given to the server by JUPYTER_TOKEN, which Notebook 6
 * (notebookapp.py, `_token_default`) and jupyter_server (auth/identity.py) read; both print `token=...` for it, not the token.
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
		{name: 'args', type: 'text', default: '', help: 'further arguments for the server, as shell words; no secrets'},
	],
	ports: [{name: 'notebook', kind: 'http', isRequired: true}],
	secrets: ['token'],
	body: ({settings}) => jupyterBody(settings),
	// `/` leads on to Lab, the tree or the classic page, whichever it is, and keeps the token.
	urlPath: (_port, secrets) => `${baseUrl(secrets)}?token=${encodeURIComponent(secrets['token'] ?? '')}`,
	readiness: (_port, secrets) => ({
		method: 'GET',
		path: `${baseUrl(secrets)}api/status`,
		headers: {Authorization: `token ${secrets['token'] ?? ''}`},
	}),
	judge: (_port, response) => judgeJupyter(response),
	activity: {
		questions: (_port, secrets) =>
			['api/status', 'api/kernels'].map(path => ({
				method: 'GET',
				path: `${baseUrl(secrets)}${path}?no_track_activity=1`,
				headers: {Authorization: `token ${secrets['token'] ?? ''}`},
			})),
		read: readActivity,
	},
};

export default jupyter;

/** `baseUrl` comes from the server's own runtime file, where the person's configuration moved it below a path. */
function baseUrl(secrets: Readonly<Record<string, string>>): string {
	const path = secrets['baseUrl'] ?? '/';
	return /^\/(?!\/)[\w./~%@+-]*$/.test(path) ? path.replace(/\/*$/, '/') : '/';
}
