import type {AppDriver} from '../../../source/core/app.js';

/** An app with one port that must answer, one that need not, and a secret. */
export const sampleApp: AppDriver = {
	name: 'jupyter',
	title: 'Sample',
	help: '',
	parameters: [],
	ports: [
		{name: 'notebook', kind: 'http', isRequired: true},
		{name: 'dashboard', kind: 'http', isRequired: false},
	],
	secrets: ['token'],
	body: () => ['exec serve'],
	partBody: () => ['exec work'],
	urlPath: (port, secrets) => (port === 'notebook' ? `/?token=${secrets['token']}` : null),
	readiness: (_port, secrets) => ({
		method: 'GET',
		path: '/api',
		headers: {authorization: `token ${secrets['token']}`},
	}),
	judge: (_port, {status, body}) => (status === 503 ? 'not-yet' : body === 'ours' ? 'ours' : 'stranger'),
};
