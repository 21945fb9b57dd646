import type {FoundService} from './adopted.js';
import {isoOf} from './clock.js';
import {placeName} from './place.js';
import type {PartReport, RecordEntry} from './record.js';
import type {Session, SessionEvent} from './session.js';
import type {HistoryEntry} from './session-document.js';
import type {Trial, WayPlan} from './way.js';

/** A line for the events pane; null for what a person need not read. Never a secret. */
export function historyEntry(event: SessionEvent, before: Session | null): HistoryEntry | null {
	const text = sentence(event, before);
	return text === null ? null : {at: isoOf(event.at), type: event.type, text};
}

/** A line of a child's history among those of its parent. */
export function entryOfChild({parent}: Session, entry: HistoryEntry): HistoryEntry {
	return {...entry, text: `${parent?.name}: ${entry.text}`};
}

function sentence(event: SessionEvent, before: Session | null): string | null {
	switch (event.type) {
		case 'intended':
			return `session ${event.name} on ${event.request.cluster}`;
		case 'staged':
			return `job script is in ${event.folder}`;
		case 'asked':
			return 'submitting';
		case 'submitted':
			return `job ${event.jobId} submitted`;
		case 'reported':
			return reportSentence(event, before);
		case 'unseen':
			return unseenSentence(event, before);
		case 'recorded':
			return recordSentence(event.entry);
		case 'found':
			return foundSentence(event.found);
		case 'tunnel-added':
			return `tunnel to ${event.tunnel} was asked for`;
		case 'tunnel-removed':
			return `tunnel to ${event.tunnel} was taken away`;
		case 'listening':
			return `${event.tunnel} listens on local port ${event.localPort}`;
		case 'measured':
			return measuredSentence(event, before);
		case 'answered':
			return `${event.tunnel} answered`;
		case 'faltered':
			return `${event.tunnel}: ${event.said}`;
		case 'link-lost':
			return before?.linkDown === null ? `lost the way: ${event.fault.message}` : null;
		case 'link-restored':
			return 'the way is open again';
		case 'planned':
			return `${event.plan.count} ${event.plan.name} wanted`;
		case 'stop-requested':
			return 'asked to stop';
		case 'stop-failed':
			return `could not be stopped: ${event.said}`;
		case 'moved':
			return `job ${event.holding.job.id} takes over from job ${before?.job.id}`;
		case 'retired':
			return null;
		case 'warned':
			return event.message;
		case 'ended':
			return `ended: ${event.note}`;
	}
}

function foundSentence({app, entry}: FoundService): string {
	const ports = Object.entries(entry.ports).map(([name, number]) => `${name} on port ${number}`);
	return `found ${[app, ...ports].join(', ')} on ${entry.node.host}`;
}

function recordSentence(entry: RecordEntry): string | null {
	switch (entry.type) {
		case 'started':
			return `runs on ${entry.node.host}`;
		case 'serving':
			return `${entry.port} serves on port ${entry.number}`;
		case 'evidence':
			return null;
		case 'setup-failed':
			return `setup failed with code ${entry.code}: ${entry.line}`;
		case 'could-not-run':
			return withHint(entry);
		case 'signalled':
			return `the job got signal ${entry.signal}`;
		case 'progress':
			return `${entry.have} of ${entry.want} ${entry.name}`;
		case 'part':
			return partSentence(entry);
		case 'obeyed':
			return entry.code === 0 ? (entry.said ?? 'done') : `an order failed: ${entry.said ?? `code ${entry.code}`}`;
		case 'exited':
			return entry.signal === null
				? `the app ended with code ${entry.code}`
				: `the app was ended by signal ${entry.signal}`;
	}
}

function partSentence({name, state, node, have, want, code, said}: PartReport): string {
	const place = node === null ? name : `${name} on ${node}`;
	const what =
		state === 'running'
			? `${have} of ${want} run`
			: state === 'ended' && code !== null
				? `ended with code ${code}`
				: state;
	return said === null ? `${place}: ${what}` : `${place}: ${what}: ${said}`;
}

function withHint({said, hint}: {readonly said: string; readonly hint: string | null}): string {
	return hint === null ? said : `${said}; ${hint}`;
}

function reportSentence(event: Extract<SessionEvent, {type: 'reported'}>, before: Session | null): string | null {
	const {report} = event;
	if (report.nativeState === before?.job.nativeState && report.reason === before.job.reason) {
		return null;
	}

	const why = report.reasonText ?? report.reason;
	return why === null ? `job is ${report.nativeState}` : `job is ${report.nativeState}: ${why}`;
}

function unseenSentence(event: Extract<SessionEvent, {type: 'unseen'}>, before: Session | null): string | null {
	const wasSeen = before?.sight.state === 'fresh' || before?.sight.state === 'unseen';
	if (!wasSeen) {
		return null;
	}

	return event.why === 'absent'
		? 'the scheduler no longer lists the job'
		: `the scheduler does not answer: ${event.said}`;
}

/** The way when it changes, and each verdict when it is new. */
function measuredSentence(event: Extract<SessionEvent, {type: 'measured'}>, before: Session | null): string | null {
	const tunnel = before?.tunnels.find(each => each.name === event.tunnel);
	const {way, trials} = event;
	const known = new Set(tunnel?.trials.map(verdictKey));
	const news = trials.filter(trial => !known.has(verdictKey(trial))).map(trialText);
	if (way !== null && JSON.stringify(way) !== JSON.stringify(tunnel?.way ?? null)) {
		news.unshift(`${event.tunnel} goes by ${way.route} to ${targetOf(way.plan)} (${way.address})`);
	}

	return news.length === 0 ? null : news.join('; ');
}

/** An address without its port, which the tunnel's line has already. */
function targetOf(plan: WayPlan): string {
	return 'host' in plan ? plan.host : placeName(plan);
}

function verdictKey({route, host, verdict}: Trial): string {
	return `${route} ${host} ${verdict}`;
}

function trialText(trial: Trial): string {
	const at = trial.interfaceName === null ? trial.host : `${trial.interfaceName} ${trial.host}`;
	return `${at} ${trial.verdict} after ${Math.round(trial.milliseconds)} ms`;
}
