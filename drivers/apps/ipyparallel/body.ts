import type {AppContext} from '../../../source/core/app.js';
import {Fault} from '../../../source/core/fault.js';
import {shell} from '../../../source/core/shell-text.js';
import {HUB, LIFE, ORDERS} from '../common/hub.js';
import {IN_OTHER_JOBS, inFurtherJob, inThisJob} from '../common/places.js';
import {profileLines, words} from './configuration.js';
import {START_CONTROLLER} from './controller.js';
import {ENGINE, engineLines} from './engines.js';

type Settings = Readonly<Record<string, string>>;

/** Most engines that one wish may be for: a slip of the finger should not fill a cluster. */
export const MOST_ENGINES = 10_000;

/** How many engines are wanted at first. Throws a `usage` fault for what cannot be. */
export function wantedEngines(settings: Settings): number {
	return countOf(settings, 'engines', 0, MOST_ENGINES);
}

/** A setting that is a count. Throws a `usage` fault for any other. */
export function countOf(settings: Settings, name: string, least: number, most: number): number {
	const count = Number(settings[name]);
	if (!(Number.isInteger(count) && count >= least && count <= most)) {
		throw new Fault('usage', `ipyparallel: ${name} cannot be ${JSON.stringify(settings[name])}`, {
			hint: `a whole number from ${least} to ${most}`,
		});
	}

	return count;
}

/** The lines of the controller's job; the engines of one job are started by it, those of other jobs by these jobs. */
export function controllerBody({settings, bind}: AppContext): readonly string[] {
	const least = countOf(settings, 'ready-with', 0, MOST_ENGINES);
	const launch = launchWords(settings);
	return [
		...profileOf(settings, bind),
		`hpctui_want=${wantedEngines(settings)} hpctui_least=${least} HPCTUI_THINGS=engines HPCTUI_HUB_NAME=controller`,
		HUB,
		START_CONTROLLER,
		ORDERS,
		...(settings['launcher'] === 'jobs'
			? [IN_OTHER_JOBS]
			: [...engineLines('$HPCTUI_FOLDER', launch), ...inThisJob(ENGINE, launch !== 'each')]),
		LIFE,
	];
}

/** The lines of a further job of engines. `hub`: the folder of the controller's session, as a shell word. */
export function enginesBody(name: string, count: number, hub: string): readonly string[] {
	return [...engineLines(hub, 'each'), ...inFurtherJob(ENGINE, name, count)];
}

function profileOf(settings: Settings, bind: string): readonly string[] {
	const reach = settings['launcher'] === 'jobs' ? '0.0.0.0' : bind;
	return [
		shell`HPCTUI_ENGINE_BIND=${reach}
# Engines of other nodes come from outside.
[ "$(hpctui_nodes | wc -l)" -lt 2 ] || HPCTUI_ENGINE_BIND=0.0.0.0
export HPCTUI_ENGINE_BIND`,
		...profileLines(settings),
	];
}

/** `each`, or the launcher's words; `$hpctui_count` is set where they are used. */
function launchWords(settings: Settings): string {
	const args = words(settings['launcher-args'] ?? '');
	switch (settings['launcher']) {
		case 'srun':
			return `srun --ntasks=$hpctui_count --kill-on-bad-exit=0 --quiet ${args}`.trim();
		case 'mpiexec':
			return `mpiexec -n $hpctui_count ${args}`.trim();
	}

	return 'each';
}
