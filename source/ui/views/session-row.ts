import {formatDuration} from '../../core/duration.js';
import type {SessionDocument} from '../../core/session-document.js';
import {bar} from '../text/bar.js';
import {instantOf} from '../text/moment.js';
import {fitRow, type Row, seg} from '../text/row.js';
import {isTrouble, nodesInWords, whyInWords} from '../text/session-words.js';
import {urlWithoutSecrets} from '../text/url.js';
import {pad} from '../text/width.js';
import type {Role, Theme} from '../theme.js';

/** Cells of each column of the list; 0: there is no room for it. */
export type Columns = {
	/** Blanks between two columns. */
	readonly gap: number;
	readonly state: number;
	readonly name: number;
	readonly cluster: number;
	readonly app: number;
	readonly node: number;
	readonly bar: number;
	readonly time: number;
	readonly port: number;
};

const POINTER = 2;
const TIME = 6;

/** Columns for a row of so many cells: they depend on the width alone, so that nothing shifts when sessions come and go. */
export function columnsFor(width: number): Columns {
	const isWide = width >= 110;
	const isNarrow = width < 72;
	const fixed = {
		gap: isWide ? 2 : 1,
		state: 14,
		cluster: isWide ? 14 : isNarrow ? 7 : 8,
		app: isWide ? 12 : isNarrow ? 0 : 8,
		bar: isWide ? 14 : isNarrow ? 0 : 6,
		time: TIME,
		port: width >= 150 ? 30 : isWide ? 16 : 6,
	};
	const gaps = (isNarrow ? 5 : 6) * fixed.gap + (fixed.bar > 0 ? 1 : 0);
	const used = POINTER + fixed.state + fixed.cluster + fixed.app + fixed.bar + fixed.time + fixed.port + gaps;
	const left = Math.max(0, width - used);
	const name = Math.max(6, Math.min(32, Math.ceil(left * (isWide ? 0.4 : 0.5))));
	return {...fixed, name, node: Math.max(0, left - name)};
}

/** The words above the columns. */
export function columnTitles(columns: Columns, width: number): Row {
	const words = [
		['', POINTER],
		['state', columns.state],
		['name', columns.name],
		['cluster', columns.cluster],
		['app', columns.app],
		['node', columns.node],
		[columns.bar > 0 ? 'time left' : 'left', columns.bar + (columns.bar > 0 ? 1 : 0) + columns.time],
		['url', columns.port],
	] as const;
	const text = words
		.filter(([, cells]) => cells > 0)
		.map(
			([word, cells], index) =>
				pad(word, cells) + (index === 0 ? '' : ' '.repeat(word === '' || word === 'url' ? 0 : columns.gap)),
		)
		.join('');
	return fitRow([seg(text, 'dim')], width);
}

/** A session on one line: of what state it is stands there as a sign and as a word, never as a colour alone. */
export function sessionRow(
	session: SessionDocument,
	{columns, width, now, isSelected, isMarked, theme}: RowContext,
): Row {
	const why = whyInWords(session, now);
	const row = fitRow(
		[
			...identity(session, columns, theme),
			...(why === null ? running(session, columns, now, theme) : waiting(session, why)),
		],
		width - POINTER,
	);
	const mark = isMarked ? theme.glyphs.mark : ' ';
	if (isSelected) {
		const text = row.map(segment => segment.text).join('');
		return [seg(`${theme.glyphs.pointer}${mark}${text}`, 'selected')];
	}

	return [
		seg(` ${mark}`, 'warn'),
		...(session.state === 'ended' ? row.map(segment => ({...segment, role: dimmed(segment.role)})) : row),
	];
}

/** What a row is drawn with. */
export type RowContext = {
	readonly columns: Columns;
	readonly width: number;
	readonly now: number;
	readonly isSelected: boolean;
	readonly isMarked: boolean;
	readonly theme: Theme;
};

/** Sign, word and role of a state. */
export function stateSegment(session: SessionDocument, theme: Theme): {sign: string; word: string; role: Role} {
	const {states, failed} = theme.glyphs;
	const sign = isTrouble(session) ? failed : states[session.state];
	return {sign, word: session.state, role: isTrouble(session) ? 'bad' : STATE_ROLES[session.state]};
}

const STATE_ROLES: Readonly<Record<SessionDocument['state'], Role>> = {
	submitting: 'busy',
	queued: 'busy',
	starting: 'warn',
	ready: 'good',
	reconnecting: 'warn',
	ended: 'dim',
};

/** What is left of the walltime, as a share and in words; null while there is none to count. */
export function timeLeft({job}: SessionDocument, now: number): {share: number; text: string; isShort: boolean} | null {
	const ends = instantOf(job.endsAt);
	if (job.unlimited) {
		return {share: 1, text: 'no end', isShort: false};
	}

	if (ends === null || job.walltimeSeconds === null) {
		return null;
	}

	const left = Math.max(0, (ends - now) / 1000);
	const shown = left >= 600 ? Math.floor(left / 60) * 60 : left;
	return {share: left / job.walltimeSeconds, text: formatDuration(shown).replace(' ', ''), isShort: left < 600};
}

function identity(session: SessionDocument, columns: Columns, theme: Theme): Row {
	const gap = ' '.repeat(columns.gap);
	const {sign, word, role} = stateSegment(session, theme);
	const app = columns.app === 0 ? [] : [seg(pad(session.app, columns.app) + gap, 'dim')];
	return [
		seg(pad(`${sign} ${word}`, columns.state) + gap, role),
		seg(pad(session.name, columns.name) + gap, 'strong'),
		seg(pad(session.cluster, columns.cluster) + gap, 'plain'),
		...app,
	];
}

function running(session: SessionDocument, columns: Columns, now: number, theme: Theme): Row {
	const gap = ' '.repeat(columns.gap);
	const port = session.tunnels.find(tunnel => tunnel.url !== null) ?? session.tunnels[0];
	const isOpen = port?.state === 'open';
	return [
		seg(pad(nodesInWords(session), columns.node) + gap),
		...timeColumns(session, columns, now, theme),
		seg(pad(localAddress(port, columns.port), columns.port), isOpen ? 'accent' : 'dim'),
	];
}

function timeColumns(session: SessionDocument, columns: Columns, now: number, theme: Theme): Row {
	const gap = ' '.repeat(columns.gap);
	const left = timeLeft(session, now);
	if (left === null) {
		return [seg(' '.repeat(columns.bar + (columns.bar > 0 ? 1 : 0) + columns.time) + gap)];
	}

	const role = left.isShort ? 'warn' : 'plain';
	const {full, empty} = bar(left.share, columns.bar, theme.glyphs.bar);
	const drawn = columns.bar === 0 ? [] : [seg(full, left.isShort ? 'warn' : 'accent'), seg(`${empty} `, 'dim')];
	return [...drawn, seg(pad(left.text, columns.time) + gap, role)];
}

/** The longest of URL, address and port that fits; never what is secret in the URL. */
function localAddress(port: SessionDocument['tunnels'][number] | undefined, room: number): string {
	if (!port?.localPort) {
		return '';
	}

	const address = `${port.localHost}:${port.localPort}`;
	const forms = [port.url === null ? address : urlWithoutSecrets(port.url), address];
	return forms.find(form => form.length <= room) ?? `:${port.localPort}`;
}

function waiting(session: SessionDocument, why: string): Row {
	return [seg(why, session.needsUser === null ? 'dim' : 'warn')];
}

function dimmed(role: Role): Role {
	return role === 'bad' ? 'bad' : 'dim';
}
