import {formatClock} from '../core/duration.js';
import type {HistoryEntry, PartDocument, SessionDocument, TunnelDocument} from '../core/session-document.js';
import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import type {Output} from './output.js';
import {paintState, stateWord, timeLeft} from './state-text.js';
import {facts, table} from './table.js';
import {farOf, localOf} from './tunnel-text.js';
import {SESSION} from './words.js';

export const show = defineCommand({
	name: 'show',
	summary: 'one session, whole',
	options: {},
	args: {session: SESSION},
	async run({args, context}) {
		const client = await context.connect();
		const session = await client.call('session.show', args, context.signal);
		const history = context.isJson ? [] : await client.call('session.history', {session: session.id}, context.signal);
		await context.print(session, () => textOf(session, history, context.out, context.now()));
	},
});

function textOf(session: SessionDocument, history: readonly HistoryEntry[], out: Output, nowMs: number): string {
	const parts = [head(session, out, nowMs)];
	if (session.tunnels.length > 0) {
		parts.push(table(session.tunnels, TUNNEL_COLUMNS, out));
	}

	const related = [session.successor, session.predecessor].filter(child => child !== null);
	const children = [...related.map(asPart), ...session.parts];
	if (children.length > 0) {
		parts.push(table(children, CHILD_COLUMNS, out));
	}

	if (session.warnings.length > 0) {
		parts.push(
			session.warnings.map(({message}) => `${out.paint.yellow('warning')}  ${sanitizeLine(message)}\n`).join(''),
		);
	}

	if (history.length > 0) {
		parts.push(history.map(({at, text}) => `${out.paint.dim(sanitizeLine(at))}  ${sanitizeLine(text)}\n`).join(''));
	}

	return parts.join('\n');
}

function head(session: SessionDocument, out: Output, nowMs: number): string {
	const {job} = session;
	const entries: readonly (readonly [string, string | null])[] = [
		['id', session.id],
		['name', session.name],
		['state', paintState(stateWord(session), session, out.paint)],
		['note', session.note],
		['app', `${session.app} on ${session.cluster}`],
		['url', session.url],
		['certificate', session.tunnels.find(({fingerprint}) => fingerprint !== null)?.fingerprint ?? null],
		['job', job.id === null ? null : `${job.id} (${[job.scheduler, job.state].filter(Boolean).join(', ')})`],
		['queue', job.queue],
		[session.state === 'queued' ? 'waits for' : 'reason', job.reasonText ?? job.reason],
		['starts', job.estimatedStart],
		['nodes', job.nodes.join(', ') || null],
		['walltime', job.unlimited ? 'unlimited' : job.walltimeSeconds === null ? null : formatClock(job.walltimeSeconds)],
		['time left', timeLeft(session, nowMs)],
		['started', job.startedAt],
		['ends', job.endsAt],
		['exit code', job.exitCode === null ? null : String(job.exitCode)],
		['seen', session.lastSeenAt === null ? null : `${session.lastSeenAt} (${session.sight})`],
		['next try', session.retryAt],
		['log', session.log.path === null ? null : `${session.log.path} (${session.log.bytes} bytes)`],
	];
	// The state is painted: cleaning it would take its colour away, and it is our own word.
	return facts(
		entries.map(([name, value]) => [name, value === null || name === 'state' ? value : sanitizeLine(value)]),
		out,
	);
}

const TUNNEL_COLUMNS = [
	{title: 'TUNNEL', text: (tunnel: TunnelDocument) => tunnel.name},
	{title: 'STATE', text: (tunnel: TunnelDocument) => tunnel.state},
	{title: 'LOCAL', text: localOf},
	{title: 'REMOTE', text: farOf},
	{title: 'ADDRESS', text: (tunnel: TunnelDocument) => tunnel.address},
	{
		title: 'WAY',
		text: (tunnel: TunnelDocument) => [...tunnel.hops, tunnel.route].filter(Boolean).join(' > '),
		least: 8,
	},
	{title: 'ERROR', text: (tunnel: TunnelDocument) => tunnel.lastError, least: 10},
];

function asPart(child: NonNullable<SessionDocument['successor']>): PartDocument {
	return {...child, nodes: child.job.nodes, have: null, want: null};
}

function countOf({have, want}: PartDocument): string | null {
	return have === null || want === null ? null : `${have}/${want}`;
}

const CHILD_COLUMNS = [
	{title: 'PART', text: (child: PartDocument) => child.name},
	{title: 'STATE', text: (child: PartDocument) => child.outcome ?? child.state},
	{title: 'RUN', text: countOf},
	{title: 'JOB', text: (child: PartDocument) => child.job?.id ?? null},
	{title: 'NODES', text: (child: PartDocument) => child.nodes.join(', ') || null, least: 8},
	{title: 'NOTE', text: (child: PartDocument) => child.note, least: 10},
];
