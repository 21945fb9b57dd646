/**
 * Why a job waits, or what ended it, in a sentence: the JOB REASON CODES of squeue(1) and of Slurm's
 * "Job Reason Codes" page. The codes with a limit in their name are read by {@link limitSentence}.
 */
const SENTENCES = new Map(
	Object.entries({
		AccountNotAllowed: 'The account is not allowed in this partition.',
		AssociationJobLimit: 'The account or user has reached its limit of jobs.',
		AssociationResourceLimit: 'The account or user has reached one of its resource limits.',
		AssociationTimeLimit: 'The account or user has used up its time.',
		BadConstraints: 'No node has what the constraints ask for.',
		BeginTime: 'Its earliest start has not come yet.',
		Cleaning: 'It was requeued, and its previous run is still being cleaned up.',
		Dependency: 'It waits for another job.',
		DependencyNeverSatisfied: 'It waits for another job in a way that can never come true; it will never start.',
		FrontEndDown: 'No front-end node is available.',
		InactiveLimit: 'It reached the inactivity limit.',
		InvalidAccount: 'Its account is not valid.',
		InvalidQOS: 'Its quality of service is not valid.',
		JobArrayTaskLimit: 'The array runs as many tasks at once as it may.',
		JobHeldAdmin: 'An administrator holds it.',
		JobHeldUser: 'Its owner holds it; "scontrol release" lets it go on.',
		JobHoldMaxRequeue: 'It was requeued too often and is held.',
		JobLaunchFailure:
			'It could not be launched: a file system problem, a folder that does not exist on the node, or a bad program name.',
		'launch failed requeued held': 'It could not be launched, was requeued, and is held.',
		Licenses: 'It waits for a licence.',
		MaxMemPerLimit: 'It asks for more memory than the limit for a processor or node.',
		NodeDown: 'A node it requires is down.',
		NonZeroExitCode: 'It ended with a non-zero exit code.',
		OutOfMemory: 'It used more memory than it had asked for.',
		PartitionConfig: 'It asks for more than its partition can ever give; it will not start unless it asks for less.',
		PartitionDown: 'Its partition is down; it starts when the partition comes back.',
		PartitionInactive: 'Its partition is inactive and starts no jobs.',
		PartitionNodeLimit: 'It asks for more nodes than its partition allows, or its nodes are down.',
		PartitionTimeLimit: "Its walltime is over its partition's limit; it will not start unless it asks for less.",
		PreemptionWait: 'It waits until jobs of lower priority have made room.',
		Priority: 'Jobs with higher priority come first.',
		Prolog: 'The nodes are being prepared.',
		QOSNotAllowed: 'Its quality of service is not allowed for this account or partition.',
		QOSTimeLimit: 'Its quality of service has used up its time.',
		QOSUsageThreshold: 'Its quality of service requires a share of usage that is not there.',
		QOSResourceLimit: 'Its quality of service has reached a resource limit.',
		RaisedSignal: 'It was ended by a signal.',
		ReqNodeNotAvail: 'A node that it needs is not available now: reserved, draining or down.',
		Reservation: 'It waits for its reservation to become available.',
		ReservationDeleted: 'Its reservation was deleted.',
		Resources: 'It waits until resources are free.',
		SchedDefer: 'The scheduler is told not to start jobs at once.',
		SystemFailure: 'Slurm, a file system or the network failed.',
		TimeLimit: 'Its walltime ran out.',
	}),
);

/** Words that mean that there is no reason to tell. */
const NO_REASON = new Set(['', 'None', '(null)', 'N/A', 'n/a']);

/** Reasons that stay with a job that was cancelled while it waited, and then say nothing of its end. */
const WHILE_WAITING =
	/^(JobHeld\w+|Priority|Resources|BeginTime|Dependency|ReqNodeNotAvail|Reservation|Licenses|Partition\w+|QOS\w+|Assoc\w+)\b/;

/** Whether the reason tells how a job ended: `TimeLimit`, `NonZeroExitCode`, `JobLaunchFailure`. */
export function isReasonOfEnd(reason: string): boolean {
	return !WHILE_WAITING.test(reason);
}

/** The scheduler's own word; null where it gave none. */
export function reasonOf(text: string): string | null {
	const reason = text.trim();
	return NO_REASON.has(reason) ? null : reason;
}

/** The reason in a sentence; null where we know none. `ReqNodeNotAvail, UnavailableNodes:node2` keeps its details. */
export function reasonTextOf(reason: string | null): string | null {
	if (reason === null) {
		return null;
	}

	const code = reason.split(/[,(:]/, 1)[0]?.trim() ?? '';
	const details = /UnavailableNodes:(\S+)/.exec(reason)?.[1];
	const sentence = SENTENCES.get(reason) ?? SENTENCES.get(code) ?? limitSentence(code) ?? ownSentence(reason);
	return sentence !== null && details ? `${sentence} Not available: ${details}` : sentence;
}

/** Some reasons are sentences already: "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions". */
function ownSentence(reason: string): string | null {
	return /^\S+( \S+){2}/.test(reason) ? reason : null;
}

const SCOPES: Readonly<Record<string, string>> = {
	QOS: 'quality of service',
	Assoc: 'account or user',
};

/**
 * `QOSMaxCpuPerUserLimit`, `AssocGrpGRES`, `AssocMaxJobsLimit` and their like: Slurm has more than a hundred, all built from
 * scope, kind (Grp: what all together use; Max: what one may; Min: what one must) and resource.
 */
function limitSentence(code: string): string | null {
	const [, scope = '', kind, resource] = /^(QOS|Assoc)(Grp|Max|Min)(\w+?)(?:Limit)?$/.exec(code) ?? [];
	if (resource === undefined) {
		return null;
	}

	const bound = kind === 'Min' ? 'asks for less than the minimum of' : 'meets the limit of';
	const shared = kind === 'Grp' ? ', counted over all its jobs together' : '';
	return `It ${bound} its ${SCOPES[scope] ?? scope} (${resource}${shared}).`;
}
