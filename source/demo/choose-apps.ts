import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {environmentOf} from './environment.js';
import type {DemoPlaces} from './places.js';

const run = promisify(execFile);

/** Each is a notebook server that the app `jupyter` can start. */
const JUPYTERS = [
	['jupyter-lab', '--version'],
	['jupyter-notebook', '--version'],
] as const;

const PATIENCE_MS = 8_000;

/** The apps to try for the demo's session, best first: Jupyter where it starts on node1, and what we bring ourselves. */
export async function chooseApps(places: DemoPlaces, signal?: AbortSignal): Promise<readonly string[]> {
	const found = await Promise.all(JUPYTERS.map(async ([file, argument]) => starts(file, argument, places, signal)));
	return found.includes(true) ? ['jupyter', 'notepad'] : ['notepad'];
}

async function starts(file: string, argument: string, places: DemoPlaces, signal?: AbortSignal): Promise<boolean> {
	const env = environmentOf('node1', places);
	return run(file, [argument], {
		env,
		cwd: places.home,
		timeout: PATIENCE_MS,
		...(signal === undefined ? {} : {signal}),
	}).then(
		() => true,
		() => false,
	);
}
