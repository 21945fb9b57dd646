import type {AppDriver} from '../../source/core/app.js';
import {quoteWord} from '../../source/core/shell-text.js';
import {controllerBody, countOf, enginesBody, MOST_ENGINES, wantedEngines} from './ipyparallel/body.js';
import {CLIENT_PORTS} from './ipyparallel/configuration.js';
import {clientConnection} from './ipyparallel/connection.js';

/** An ipyparallel cluster: a controller and its engines; the client runs on the person's own machine. */
const ipyparallel: AppDriver = {
	name: 'ipyparallel',
	title: 'IPython cluster',
	help: 'A controller and N engines (ipyparallel 6 and later). hpctui connection-file SESSION is the file for ipyparallel.Client on this machine.',
	parameters: [
		{name: 'engines', type: 'integer', default: '4', help: 'how many engines'},
		{
			name: 'launcher',
			type: 'choice',
			choices: ['nodes', 'srun', 'mpiexec', 'jobs'],
			default: 'nodes',
			help: 'nodes: a process for each engine on the nodes of the one job; srun, mpiexec: all started by it; jobs: further jobs that join as they start',
		},
		{name: 'engines-per-job', type: 'integer', default: '1', help: 'with launcher=jobs: how many engines a job runs'},
		{name: 'ready-with', type: 'integer', default: '1', help: 'the session is ready with so many engines'},
		{name: 'launcher-args', type: 'text', default: '', help: 'further words for srun or mpiexec'},
		{name: 'profile', type: 'text', default: 'default', help: 'the IPython profile whose configuration is taken in'},
		{
			name: 'packer',
			type: 'choice',
			choices: ['profile', 'json', 'pickle', 'msgpack'],
			default: 'profile',
			help: 'how messages are packed; profile: as the profile says, and else json',
		},
	],
	ports: [
		{name: 'registration', kind: 'tcp', isRequired: true},
		...CLIENT_PORTS.map(name => ({name, kind: 'tcp' as const, isRequired: name !== 'broadcast'})),
	],
	secrets: [],
	body: controllerBody,
	actions: [
		{name: 'restart-engines', help: 'end all engines and start them anew; controller and connection file stay'},
	],
	scale: {
		name: 'engines',
		help: 'how many engines run',
		most: MOST_ENGINES,
		perJob: settings =>
			settings['launcher'] === 'jobs' ? countOf(settings, 'engines-per-job', 1, MOST_ENGINES) : null,
	},
	partBody: ({part, hub, settings}) => enginesBody(part, wantedEngines(settings), quoteWord(hub)),
	connectionFile: clientConnection,
};

export default ipyparallel;
