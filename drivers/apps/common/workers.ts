import type {AppDriver, Parameter} from '../../../source/core/app.js';
import {quoteWord} from '../../../source/core/shell-text.js';
import {hubLines, inFurtherJob} from './places.js';

/** More than anybody means. */
const MOST_WORKERS = 10_000;

type Settings = Readonly<Record<string, string>>;

/** Where workers run, and how many of them in a job of their own. */
export const WORKER_JOBS: readonly Parameter[] = [
	{
		name: 'launcher',
		type: 'choice',
		choices: ['nodes', 'jobs'],
		default: 'nodes',
		help: 'nodes: on the nodes of the one job; jobs: further jobs that join as they start',
	},
	{
		name: 'workers-per-job',
		type: 'integer',
		default: '1',
		least: 1,
		help: 'with launcher=jobs: how many workers a job runs',
	},
];

/** How many workers must be there before the session counts as ready. */
export const READY_WITH: Parameter = {
	name: 'ready-with',
	type: 'integer',
	default: '1',
	least: 0,
	help: 'the session is ready with so many workers',
};

/** What the hub of the workers is told first (hub.ts). */
export function wantedLine(settings: Settings, hubName: string): string {
	const want = quoteWord(settings['workers'] ?? '');
	const least = quoteWord(settings['ready-with'] ?? '');
	return `hpctui_want=${want} hpctui_least=${least} HPCTUI_THINGS=workers HPCTUI_HUB_NAME=${hubName}`;
}

/** What every app has whose workers are counted by its parameter `workers`: restart, scale, and further jobs of workers. */
export function workersOf(workerLines: (settings: Settings) => string) {
	return {
		actions: [{name: 'restart-workers', help: 'end all workers and start them anew'}],
		scale: {
			name: 'workers',
			help: 'how many workers run',
			most: MOST_WORKERS,
			perJob: settings => (settings['launcher'] === 'jobs' ? Math.max(1, Number(settings['workers-per-job'])) : null),
		},
		partBody: ({part, hub, settings}) => [
			hubLines(quoteWord(hub)),
			...inFurtherJob(workerLines(settings), part, Number(settings['workers'])),
		],
	} satisfies Pick<AppDriver, 'actions' | 'scale' | 'partBody'>;
}
