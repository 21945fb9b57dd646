import type {AppDriver, Readiness} from '../../../source/core/app.js';

const readiness: Readiness = {
	how: 'http',
	path: '/api',
	headers: {authorization: 'token {token}'},
	contains: ['ours'],
};

/** An app with one port that must answer, one that need not, and a secret. */
export const sampleApp: AppDriver = {
	name: 'jupyter',
	title: 'Sample',
	help: '',
	parameters: [],
	ports: [
		{
			name: 'notebook',
			kind: 'http',
			isRequired: true,
			url: '/?token={token}',
			readiness,
		},
		{name: 'dashboard', kind: 'http', isRequired: false, readiness},
	],
	secrets: ['token'],
	body: ['exec serve'],
};

/** The same with workers in further jobs, three a job, an action, and a file for its client. */
export const sampleFarm: AppDriver = {
	...sampleApp,
	name: 'farm',
	parameters: [{name: 'workers', type: 'integer', default: '5', help: ''}],
	actions: [{name: 'restart-workers', help: ''}],
	scale: {name: 'workers', help: '', most: 100, perJob: () => 3},
	partBody: ({part, hub, settings}) => [`exec work ${part} ${settings['workers']} ${hub}`],
	connectionFile: (secrets, localPortOf) =>
		secrets['key'] === undefined ? null : `${secrets['key']} ${localPortOf('notebook')}\n`,
};
