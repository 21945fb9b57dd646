import {formatDuration} from '../../core/duration.js';
import type {SessionDocument} from '../../core/session-document.js';
import {formatSize} from '../../core/size.js';
import type {Usage} from '../../core/usage.js';
import {formatAgo, formatIn, formatMoment, instantOf} from '../text/moment.js';
import {type Row, seg} from '../text/row.js';
import {outcomeInWords, partInWords} from '../text/session-words.js';
import {sparkline} from '../text/sparkline.js';
import {pad, wrap} from '../text/width.js';
import type {Role, Theme} from '../theme.js';

type Line = {readonly label: string; readonly text: string | null; readonly role?: Role};

const LABEL = 14;

/** What the pane is drawn with. */
export type JobView = {
	readonly now: number;
	readonly width: number;
	/** How busy its node was, the newest last; empty: nobody was told. */
	readonly usage: readonly Usage[];
	readonly theme: Theme;
};

/** The job in words; what is not known is left out. */
export function jobRows(session: SessionDocument, {now, width, usage, theme}: JobView): readonly Row[] {
	return [...linesOf(session, now), ...usageLines(usage, width - LABEL, theme)].flatMap(
		({label, text, role = 'plain'}) =>
			text === null || text === ''
				? []
				: wrap(text, width - LABEL).map((part, index) => [
						seg(pad(index === 0 ? label : '', LABEL), 'dim'),
						seg(part, role),
					]),
	);
}

/** What the node tells of itself: all who are on it together. */
function usageLines(samples: readonly Usage[], width: number, theme: Theme): readonly Line[] {
	const last = samples.at(-1);
	if (last === undefined) {
		return [];
	}

	const {memoryBytes, memoryTotalBytes} = last;
	const memory =
		memoryBytes === null || memoryTotalBytes === null
			? null
			: `${formatSize(memoryBytes)} of ${formatSize(memoryTotalBytes)}`;
	const percent = (share: number | null) => (share === null ? null : `${Math.round(share * 100)} %`);
	const line = (label: string, values: readonly (number | null)[], now: string | null): Line => ({
		label,
		text: now === null ? null : `${now.padEnd(14)} ${theme.spell(sparkline(values, Math.min(40, width - 16)))}`,
	});
	return [
		line(
			'node CPU',
			samples.map(({cpuShare}) => cpuShare),
			percent(last.cpuShare),
		),
		line(
			'node memory',
			samples.map(each =>
				each.memoryBytes === null || !each.memoryTotalBytes ? null : each.memoryBytes / each.memoryTotalBytes,
			),
			memory,
		),
		line(
			'node GPUs',
			samples.map(({gpuShare}) => gpuShare),
			percent(last.gpuShare),
		),
	];
}

function linesOf(session: SessionDocument, now: number): readonly Line[] {
	const {job} = session;
	return [
		{label: 'session', text: `${session.name}  (${session.id})`, role: 'strong'},
		{label: 'runs', text: `${session.app} on ${session.cluster}`},
		{label: 'job', text: job.id === null ? 'no number yet' : [job.scheduler, job.id].filter(Boolean).join(' ')},
		{label: 'state', text: stateInWords(session)},
		{label: 'sight', text: sightInWords(session, now), role: session.sight === 'fresh' ? 'plain' : 'warn'},
		{label: 'waits for', text: waitsFor(session)},
		{label: 'starts about', text: moment(job.estimatedStart, now)},
		{label: 'outcome', text: session.state === 'ended' ? outcomeInWords(session) : null},
		{label: 'note', text: session.note},
		{label: 'queue', text: job.queue},
		{label: 'nodes', text: job.nodes.join(', ')},
		{label: 'walltime', text: walltimeInWords(session)},
		{label: 'submitted', text: moment(job.submittedAt, now)},
		{label: 'started', text: moment(job.startedAt, now)},
		{label: 'ends', text: session.state === 'ended' ? null : moment(job.endsAt, now)},
		{label: 'ended', text: moment(session.endedAt, now)},
		{label: 'exit code', text: job.exitCode === null ? null : String(job.exitCode)},
		{label: 'log file', text: session.log.path},
		...session.progress.map(({name, have, want}): Line => ({label: name, text: `${have} of ${want}`})),
		...session.parts.map(
			(part): Line => ({label: part.name, text: partInWords(part), role: part.note === null ? 'plain' : 'warn'}),
		),
		...session.warnings.map(({message}): Line => ({label: 'warning', text: message, role: 'warn'})),
	];
}

function stateInWords({state, job}: SessionDocument): string {
	return job.state === null ? state : `${state} (the scheduler says ${job.state})`;
}

function sightInWords({sight, lastSeenAt, state}: SessionDocument, now: number): string | null {
	const seen = instantOf(lastSeenAt);
	const when = seen === null ? 'never seen' : `seen ${formatAgo(seen, now)}`;
	if (state === 'ended') {
		return null;
	}

	switch (sight) {
		case 'fresh':
			return when;
		case 'stale':
			return `no answer of late; ${when}`;
		case 'vanished':
			return `the scheduler no longer lists it; ${when}`;
		case 'unseen':
			return 'not seen yet';
	}
}

function waitsFor({state, job}: SessionDocument): string | null {
	if (state !== 'queued') {
		return null;
	}

	return job.reasonText === null || job.reason === null
		? (job.reasonText ?? job.reason)
		: `${job.reasonText} (${job.reason})`;
}

function walltimeInWords({job}: SessionDocument): string | null {
	return job.unlimited ? 'no limit' : job.walltimeSeconds === null ? null : formatDuration(job.walltimeSeconds);
}

function moment(iso: string | null, now: number): string | null {
	const instant = instantOf(iso);
	if (instant === null) {
		return null;
	}

	return `${formatMoment(instant, now)}, ${instant > now ? formatIn(instant, now) : formatAgo(instant, now)}`;
}
