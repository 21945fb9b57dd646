import {formatDuration} from '../../core/duration.js';
import type {SessionDocument} from '../../core/session-document.js';
import type {AskedPrompt, Deed, Overlay, State} from '../state.js';
import {inputRow} from '../text/input-row.js';
import {type Row, seg} from '../text/row.js';
import {widthOf, wrap} from '../text/width.js';
import type {Role, Theme} from '../theme.js';
import type {Dialog} from './dialog.js';
import {timeLeft} from './session-row.js';

const VERBS: Readonly<Record<Deed, string>> = {stop: 'Stop', forget: 'Forget', renew: 'Renew'};

/** What comes of it, of several at once. */
const TOGETHER: Readonly<Record<Deed, string>> = {
	stop: 'Their jobs end: what runs in them and is not saved is lost.',
	forget: 'Their history goes; their files on the clusters stay.',
	renew: 'Each gets a successor job, which takes over when it answers. What is only in memory (kernels) stays behind.',
};

/** Names that stand in a question; of more the number is told. */
const NAMES_MAX = 12;

/** Asks before a session is stopped or forgotten. It names the session that was shown when the key was pressed. */
export function confirmDialog(state: State, {what, ids}: Extract<Overlay, {type: 'confirm'}>): Dialog {
	const sessions = ids.flatMap(id => state.sessions.get(id) ?? []);
	const width = Math.min(state.size.columns - 2, 62);
	const name = ids.length === 1 ? (sessions[0]?.name ?? ids[0] ?? '') : `these ${ids.length} sessions`;
	const words = wordsFor(what, sessions);
	return {
		title: [seg(`${what} session`, 'title')],
		width,
		rows: [
			[seg(`${VERBS[what]} ${name}?`, 'strong')],
			...textRows(words, width - 4, 'plain'),
			[],
			keysRow([
				['y', `${what} it`],
				['n', 'leave it'],
			]),
		],
	};
}

/** What would be lost, of one; which they are, of several. */
function wordsFor(what: Deed, sessions: readonly SessionDocument[]): string {
	const [session, ...others] = sessions;
	if (session === undefined) {
		return '';
	}

	if (others.length === 0) {
		return IN_WORDS[what](session);
	}

	const shown = sessions.slice(0, NAMES_MAX).map(({name, cluster}) => `${name} (${cluster})`);
	const more = sessions.length > NAMES_MAX ? [`and ${sessions.length - NAMES_MAX} more`] : [];
	return `${[...shown, ...more].join(', ')}\n${TOGETHER[what]}`;
}

function stopInWords({state, job, cluster}: SessionDocument): string {
	const name = job.id === null ? `its job on ${cluster}` : `job ${job.id} on ${cluster}`;
	const place = job.nodes.length === 0 ? '' : ` (${job.nodes.join(', ')})`;
	return state === 'queued' || state === 'submitting'
		? `This takes ${name} out of the queue.`
		: `This ends ${name}${place}: what runs in it and is not saved is lost.`;
}

function forgetInWords({cluster}: SessionDocument): string {
	return `This forgets the session and its history. Its files on ${cluster} stay.`;
}

function renewInWords({job, cluster}: SessionDocument): string {
	const old = job.id === null ? 'its job' : `job ${job.id}`;
	return `A successor job is submitted to ${cluster} and takes over from ${old} when it answers. Files and URL stay; what is only in memory (kernels, unsaved work) does not.`;
}

const IN_WORDS: Readonly<Record<Deed, (session: SessionDocument) => string>> = {
	stop: stopInWords,
	forget: forgetInWords,
	renew: renewInWords,
};

/** Asks how much more walltime; a refusal stands here in the scheduler's own words. */
export function extendDialog(state: State, overlay: Extract<Overlay, {type: 'extend'}>, theme: Theme): Dialog {
	const width = Math.min(state.size.columns - 2, 66);
	const session = state.sessions.get(overlay.id);
	const left = session === undefined ? null : timeLeft(session, state.now);
	const total = session?.job.walltimeSeconds ?? null;
	const now = [left === null ? null : `${left.text} left`, total === null ? null : `of ${formatDuration(total)}`];
	return {
		title: [seg('extend ', 'title'), seg(session?.name ?? overlay.id, 'strong')],
		width,
		rows: [
			[seg(now.filter(Boolean).join(' ') || 'walltime not known yet', 'dim')],
			[seg('walltime  ', 'title'), ...inputRow(overlay.input, width - 16)],
			[seg('+2h for two hours more, 8h for eight hours in all', 'dim')],
			...(overlay.isBusy ? [[seg('asking the scheduler …', 'warn')]] : []),
			...faultRows(overlay.fault, theme, width - 4),
			[],
			keysRow([
				['Enter', 'ask the scheduler'],
				['Esc', 'back'],
			]),
		],
	};
}

/** A question of a server, in its own words. What is secret shows stars. */
export function promptDialog(state: State, asked: AskedPrompt): Dialog {
	const {question, cluster, inputs, focus} = asked;
	const width = Math.min(state.size.columns - 2, 70);
	const more = state.prompts.length > 1 ? [seg(`1 of ${state.prompts.length}`, 'dim')] : [];
	return {
		title: [seg(TITLES[question.kind], 'title'), seg(` ${question.hop}`, 'strong'), seg(` for ${cluster}`, 'dim')],
		right: more,
		width,
		rows: [
			...textRows(question.text, width - 4, 'plain').slice(0, Math.max(3, state.size.rows - 10)),
			...(question.text.trim() === '' ? [] : [[]]),
			...inputs.flatMap((_, index) => answerRows(asked, index, focus === index, width - 4)),
			[],
			keysRow([
				['Enter', focus < inputs.length - 1 ? 'next' : 'answer'],
				['Esc', 'decline'],
			]),
		],
	};
}

const TITLES: Readonly<Record<AskedPrompt['question']['kind'], string>> = {
	password: 'password',
	'keyboard-interactive': 'login',
	passphrase: 'passphrase',
	'host-key': 'host key',
};

function answerRows({question, inputs}: AskedPrompt, index: number, isFocused: boolean, width: number): readonly Row[] {
	const isHostKey = question.kind === 'host-key';
	const prompt = question.prompts[index] ?? {text: '', isSecret: !isHostKey};
	const words = prompt.text.trim() || (isHostKey ? 'Type yes to trust it, no to refuse:' : 'Answer:');
	const input = inputs[index] ?? {text: '', caret: 0};
	const isShort = widthOf(words) < width / 2;
	const typed = (room: number): Row =>
		isFocused
			? inputRow(input, room, prompt.isSecret)
			: [seg(prompt.isSecret ? '*'.repeat(input.caret) : input.text, 'dim')];
	return isShort
		? [[seg(`${words} `, isFocused ? 'strong' : 'dim'), ...typed(width - widthOf(words) - 1)]]
		: [...textRows(words, width, isFocused ? 'strong' : 'dim'), [seg('> ', 'title'), ...typed(width - 2)]];
}

function faultRows(fault: {message: string; hint: string | null} | null, theme: Theme, width: number): readonly Row[] {
	if (fault === null) {
		return [];
	}

	const said = wrap(`${theme.glyphs.bad} ${fault.message}`, width).slice(0, 6);
	const advice = fault.hint === null ? [] : wrap(fault.hint, width).slice(0, 3);
	return [[], ...said.map((line): Row => [seg(line, 'bad')]), ...advice.map((line): Row => [seg(line, 'dim')])];
}

function textRows(text: string, width: number, role: Role): readonly Row[] {
	return text.trim() === '' ? [] : wrap(text.trimEnd(), width).map(line => [seg(line, role)]);
}

/** The keys of a dialog, in its last line. */
export function keysRow(keys: readonly (readonly [string, string])[]): Row {
	return keys.flatMap(([key, words]) => [seg(key, 'title'), seg(` ${words}   `, 'dim')]);
}
