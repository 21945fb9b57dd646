import {fieldsOf, problemsOf} from '../form.js';
import type {Field} from '../form-fields.js';
import {FOOT} from '../layout.js';
import {windowStart} from '../selectors.js';
import type {Form, State} from '../state.js';
import {inputRow} from '../text/input-row.js';
import {type Row, seg, spread} from '../text/row.js';
import {cut, pad, widthOf, wrap} from '../text/width.js';
import type {Theme} from '../theme.js';
import type {Dialog} from './dialog.js';

/** Names of parameters are the apps' own: the column is as wide as the longest, within reason. */
function labelWidth(fields: readonly Field[]): number {
	return Math.min(20, Math.max(...fields.map(({label}) => widthOf(label))) + 2);
}

/** A form: what is chosen, what holds otherwise, and what is wrong with it while one types. */
export function formDialog(state: State, form: Form, theme: Theme): Dialog {
	const {columns, rows: windowRows} = state.size;
	const width = Math.min(columns - 2, 84);
	const inner = width - 4;
	const fields = fieldsOf(state, form);
	const problems = problemsOf(state, form);
	const foot = footRows(form, fields, theme, inner);
	const room = Math.max(3, windowRows - FOOT - 3 - foot.length);
	const focus = Math.max(
		0,
		fields.findIndex(({id}) => id === form.field),
	);
	const start = windowStart(focus, fields.length, room, focus - Math.floor(room / 2));
	const lines = fields
		.slice(start, start + room)
		.map(field =>
			fieldRow(field, {form, problem: problems[field.id], theme, width: inner, labels: labelWidth(fields)}),
		);
	const more = fields.length > room ? [seg(`${focus + 1} of ${fields.length}`, 'dim')] : [];
	return {title: [seg(TITLES[form.kind], 'title')], right: more, width, rows: [...lines, [], ...foot]};
}

const TITLES: Readonly<Record<Form['kind'], string>> = {session: 'new session', cluster: 'new cluster'};

type FieldContext = {
	readonly form: Form;
	readonly problem: string | undefined;
	readonly theme: Theme;
	readonly width: number;
	readonly labels: number;
};

function fieldRow(field: Field, {form, problem, theme, width, labels}: FieldContext): Row {
	const isFocused = field.id === form.field;
	const mark = seg(`${isFocused ? theme.glyphs.pointer : ' '} `, 'title');
	const label = seg(pad(field.label, labels), isFocused ? 'title' : 'dim');
	const room = width - labels - 2;
	const wrong = problem === undefined ? [] : [seg(`  ${theme.glyphs.bad} ${problem}`, 'bad')];
	return [
		mark,
		label,
		...valueRow(field, form, isFocused, problem === undefined ? room : Math.ceil(room / 2)),
		...wrong,
	];
}

function valueRow(field: Field, form: Form, isFocused: boolean, room: number): Row {
	const value = form.values[field.id] ?? '';
	if (field.choices !== null) {
		const label = field.choices.find(choice => choice.value === value)?.label ?? (value || field.placeholder);
		return isFocused
			? [seg('‹ ', 'title'), seg(cut(label, room - 4), 'strong'), seg(' ›', 'title')]
			: [seg(cut(label, room))];
	}

	if (isFocused) {
		const hint = value === '' ? [seg(cut(field.placeholder, room - 2), 'dim')] : [];
		return [...inputRow(form.input, room), ...hint];
	}

	return value === '' ? [seg(cut(field.placeholder, room), 'dim')] : [seg(cut(value, room))];
}

const BUSY: Readonly<Record<NonNullable<Form['busy']>, string>> = {
	planning: 'making the script …',
	submitting: 'submitting …',
	adding: 'adding it …',
};

const CHOOSE_WIDTH = 14;
const HELP_MAX = 3;

function helpLines(field: Field | undefined, width: number): readonly string[] {
	return wrap(field?.help ?? '', width - CHOOSE_WIDTH).slice(0, HELP_MAX);
}

/** Help for the line, or what the daemon said, or what it is being asked. */
function footRows(form: Form, fields: readonly Field[], theme: Theme, width: number): readonly Row[] {
	if (form.busy !== null) {
		return [[seg(BUSY[form.busy], 'warn')]];
	}

	if (form.fault !== null) {
		const {message, hint} = form.fault;
		const said = wrap(`${theme.glyphs.bad} ${message}`, width).slice(0, 4);
		const advice = hint === null ? [] : wrap(hint, width).slice(0, 2);
		return [...said.map(line => [seg(line, 'bad')]), ...advice.map(line => [seg(line, 'dim')])];
	}

	const field = fields.find(({id}) => id === form.field);
	const keys: Row = field?.choices ? [seg('← →', 'title'), seg(' choose   ', 'dim')] : [];
	const help = helpLines(field, width);
	// As many for each field: the form keeps its height while one goes through it.
	const most = Math.max(...fields.map(each => helpLines(each, width).length));
	const rows = Array.from({length: most}, (_, index): Row => [seg(help[index] ?? '', 'dim')]);
	return rows.map((row, index) => (index === 0 ? spread(row, keys, width) : row));
}
