import type {AppDriver} from '../../../source/core/app.js';
import {quoteWord} from '../../../source/core/shell-text.js';
import {hubLines, inFurtherJob} from './places.js';

/** More than anybody means. */
const MOST_WORKERS = 10_000;

type Settings = Readonly<Record<string, string>>;

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
