import type {Resources} from '../../../source/core/job.js';
import type {StatusTable} from './ends.js';

/** Where the two families of PBS differ. */
export type Dialect = {
	readonly title: string;
	/** What a version's text starts with, in `qstat --version`. */
	readonly version: RegExp;
	/** The `-l` values for a size: `select=…` or `nodes=…:ppn=…`. */
	sizeOf(resources: Resources): readonly string[];
	/** Arguments of qsub before all others. */
	readonly submitOptions: readonly string[];
	/** Arguments that would take from us the name, the output, the single job, or the answer at once. */
	readonly ours: RegExp;
	/** `qselect` options with which jobs that are over are among the answers. */
	readonly selectAlsoOver: readonly string[];
	/** What exit statuses below 0 mean. */
	readonly statuses: StatusTable;
};
