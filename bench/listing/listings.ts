import {SQUEUE_FORMAT} from '../../drivers/schedulers/slurm/listing.js';

/** The least number of a job. */
export const FIRST_JOB = 1_000_000;

/** What squeue prints for our format: most jobs wait, some run, on one node or on several. */
export function slurmListing(jobs: number): string {
	const rows = Array.from({length: jobs}, (_, index) => {
		const runs = index % 5 === 0;
		const values: Readonly<Record<string, string>> = {
			'%i': String(FIRST_JOB + index),
			'%T': runs ? 'RUNNING' : 'PENDING',
			'%r': runs ? 'None' : 'Priority',
			'%S': String(1_795_000_000 + index),
			'%V': String(1_794_900_000 + index),
			'%e': String(1_795_040_000 + index),
			'%l': '1-12:00:00',
			'%N': runs ? (index % 10 === 0 ? 'iris-[013-016,021]' : 'iris-101') : '',
			'%P': 'batch',
			'%j': `sweep of parameters ${index % 997}`,
		};
		return SQUEUE_FORMAT.replace(/%\w/g, word => values[word] ?? word);
	});
	return `${rows.join('\n')}\n`;
}

/** What `qstat -r -g t -xml` prints: running jobs first, as it does. */
export function gridEngineListing(jobs: number): string {
	const running = Math.floor(jobs / 5);
	const rows = Array.from({length: jobs}, (_, index) => gridEngineJob(FIRST_JOB + index, index < running));
	return [
		"<?xml version='1.0'?>",
		'<job_info  xmlns:xsd="http://arc.liv.ac.uk/repos/darcs/sge/source/dist/util/resources/schemas/qstat/qstat.xsd">',
		'  <queue_info>',
		...rows.slice(0, running),
		'  </queue_info>',
		'  <job_info>',
		...rows.slice(running),
		'  </job_info>',
		'</job_info>',
		'',
	].join('\n');
}

function gridEngineJob(id: number, runs: boolean): string {
	const where = runs
		? `      <JAT_start_time>2026-11-21T03:49:11</JAT_start_time>
      <queue_name>all.q@node${id % 90}</queue_name>
      <master>MASTER</master>`
		: `      <JB_submission_time>2026-11-21T03:48:11</JB_submission_time>
      <queue_name></queue_name>`;
	return `    <job_list state="${runs ? 'running' : 'pending'}">
      <JB_job_number>${id}</JB_job_number>
      <JAT_prio>0.50500</JAT_prio>
      <JB_name>sweep-${id % 997}</JB_name>
      <JB_owner>alice</JB_owner>
      <state>${runs ? 'r' : 'qw'}</state>
${where}
      <slots>1</slots>
      <full_job_name>sweep-${id % 997}</full_job_name>
      <hard_request name="h_rt" resource_contribution="0.000000">600</hard_request>
      <def_hard_request name="h_vmem">2G</def_hard_request>
      <binding>NONE</binding>
    </job_list>`;
}
