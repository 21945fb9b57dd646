import type {JobReport, SessionOutcome} from '../../../source/core/job.js';

/** How a job ended: the part of a report that tells it. The reason is the scheduler's own word. */
export type End = Pick<JobReport, 'exitCode' | 'signal' | 'reason' | 'reasonText'> & {readonly outcome: SessionOutcome};
