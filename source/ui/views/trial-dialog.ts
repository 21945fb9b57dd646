import type {FaultDocument} from '../../core/fault.js';
import type {State, Trial} from '../state.js';
import {type Row, seg, spread} from '../text/row.js';
import {wrap} from '../text/width.js';
import type {Theme} from '../theme.js';
import type {Dialog} from './dialog.js';
import {keysRow} from './question-dialogs.js';

/** Lines that what a step found may take: the last ones are where the schedulers say much. */
const FOUND_MAX = 2;

/** A cluster's test as it goes: each hop and each question, what it took, and what stands in the way. */
export function trialDialog(state: State, trial: Trial, theme: Theme): Dialog {
	const width = Math.min(state.size.columns - 2, 78);
	const inner = width - 4;
	const steps = trial.steps.flatMap(step => stepRows(step, theme, inner));
	const end = endRows(trial, theme, inner);
	const room = Math.max(3, state.size.rows - 5 - end.length);
	return {
		title: [seg('testing ', 'title'), seg(trial.cluster, 'strong')],
		width,
		rows: [...steps.slice(-room), ...end],
	};
}

function stepRows({name, done}: Trial['steps'][number], {glyphs}: Theme, width: number): readonly Row[] {
	if (done === null) {
		return [[seg(`${glyphs.links.connecting} `, 'busy'), seg(name), seg(' …', 'busy')]];
	}

	const sign = done.ok ? seg(`${glyphs.good} `, 'good') : seg(`${glyphs.bad} `, 'bad');
	const found = wrap(done.text, width - 4).slice(0, FOUND_MAX);
	return [
		spread([sign, seg(name, 'strong')], [seg(`${Math.round(done.milliseconds)} ms`, 'dim')], width),
		...found.map((line): Row => [seg(`    ${line}`, done.ok ? 'dim' : 'bad')]),
	];
}

function endRows({steps, result, fault}: Trial, theme: Theme, width: number): readonly Row[] {
	const failed = fault ?? steps.find(({done}) => done?.ok === false)?.done?.fault ?? null;
	if (result?.ok === true) {
		const scheduler = result.scheduler === null ? 'it' : `${result.scheduler.name} ${result.scheduler.version}`;
		return [
			[],
			[
				seg(
					`${theme.glyphs.good} ${scheduler} answers, through ${result.hops.join(` ${theme.glyphs.arrow} `)}`,
					'good',
				),
			],
			[],
			keysRow([
				['Enter', 'a session there'],
				['Esc', 'close'],
			]),
		];
	}

	if (result === null && fault === null) {
		return [[], keysRow([['Esc', 'back to the form']])];
	}

	return [
		...faultRows(fault, failed, width),
		[],
		keysRow([
			['Enter', 'try again'],
			['Esc', 'back to the form'],
		]),
	];
}

/** What failed is said by its step; what to do about it, and the other side's words, stand here. */
function faultRows(fault: FaultDocument | null, failed: FaultDocument | null, width: number): readonly Row[] {
	const said = failed?.facts['said'];
	const words = typeof said === 'string' && !failed?.message.includes(said) ? wrap(said, width).slice(0, 3) : [];
	const message = fault === null ? [] : wrap(fault.message, width).slice(0, 3);
	const hint = failed?.hint ? wrap(failed.hint, width).slice(0, 3) : [];
	return [
		[],
		...message.map((line): Row => [seg(line, 'bad')]),
		...words.map((line): Row => [seg(line, 'plain')]),
		...hint.map((line): Row => [seg(line, 'dim')]),
	];
}
