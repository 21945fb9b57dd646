import {DISK_FULL, type SessionDocument} from '../core/session-document.js';
import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import type {Output} from './output.js';
import {paintState, stateWord, timeLeft} from './state-text.js';
import {table} from './table.js';

export const ls = defineCommand({
	name: 'ls',
	summary: 'the sessions',
	options: {all: {help: 'those that ended, too'}},
	args: {},
	async run({options, context}) {
		const client = await context.connect();
		const sessions = await client.call('session.list', {all: options.all}, context.signal);
		await context.print(sessions, () =>
			sessions.length === 0
				? 'no sessions. Make one: hpctui new APP --cluster NAME\n'
				: listOf(sessions, context.out, context.now()) + troubleOf(sessions, context.out),
		);
	},
});

function listOf(sessions: readonly SessionDocument[], out: Output, nowMs: number): string {
	const shown = out.isTerminal ? shortIds(sessions.map(({id}) => id)) : new Map<string, string>();
	return table(
		sessions,
		[
			{title: 'ID', text: ({id}) => shown.get(id) ?? id},
			{title: 'NAME', text: session => session.name, least: 8},
			{
				title: 'STATE',
				text: stateWord,
				paint: (text, session) => paintState(text, session, out.paint),
			},
			{title: 'CLUSTER', text: session => session.cluster, least: 7},
			{title: 'APP', text: session => session.app, least: 5},
			{title: 'NODE', text: session => session.job.nodes.join(','), least: 6},
			{title: 'LEFT', text: session => timeLeft(session, nowMs)},
			{title: 'URL', text: session => withoutSecrets(session.url), least: 10},
		],
		out,
	);
}

/** What is wrong with this machine stands in every session alike. */
function troubleOf(sessions: readonly SessionDocument[], out: Output): string {
	const trouble = sessions[0]?.warnings.find(({code}) => code === DISK_FULL);
	return trouble === undefined ? '' : `\n${out.paint.yellow('warning')}  ${sanitizeLine(trouble.message)}\n`;
}

/** Ids begin with the moment of their making, in milliseconds: so many characters of them differ in practice. */
const SHORT_ID = 10;

/** The shortest beginnings that tell these ids apart, as SESSION takes them. Scripts, which read no terminal, get whole ones. */
function shortIds(ids: readonly string[]): ReadonlyMap<string, string> {
	return new Map(
		ids.map(id => {
			let length = SHORT_ID;
			while (ids.some(other => other !== id && other.startsWith(id.slice(0, length)))) {
				length += 1;
			}

			return [id, id.slice(0, length)];
		}),
	);
}

/** Lists are shown to others more than anything else: the token is for `hpctui url`. */
function withoutSecrets(url: string | null): string | null {
	return url === null ? null : (url.split(/[?#]/)[0] ?? null);
}
