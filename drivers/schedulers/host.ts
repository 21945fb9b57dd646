import {textOf} from '../../source/core/command.js';
import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {cancel, extend} from './host/change.js';
import {find, history, list} from './host/jobs.js';
import {submitWith} from './host/submit.js';

/** As many as most schedulers leave a job between TERM and KILL (Slurm's KillWait is 30 s, Grid Engine's notify 60 s). */
const GRACE_SECONDS = 10;

/**
 * No scheduler: a dev node or a workstation. A job is a detached process with a guard beside it, which enforces the walltime and
 * records the end; where there is tmux, the guard stands in a session of it that one can attach to. It needs a POSIX sh, and coreutils
 * (Linux) or perl and ps (macOS).
 */
const host: SchedulerDriver = {
	name: 'host',
	title: 'No scheduler',
	// Every host is one, so everything else is asked before.
	detectionRank: 0,
	jobsRunOnLoginHost: true,
	probe: {
		plan: () => ({argv: ['uname', '-sr']}),
		read(outcome) {
			const version = textOf(outcome.stdout).trim();
			return outcome.code === 0 && /^\S+ \S+$/.test(version)
				? {found: true, version}
				: {found: false, why: 'no POSIX system: there is no uname'};
		},
	},
	directives: () => [],
	submit: submitWith(GRACE_SECONDS),
	list,
	find,
	cancel,
	history,
	extend,
};

export default host;
