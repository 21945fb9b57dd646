import {DEFAULT_SCREEN} from '../core/screen-settings.js';
import {PREFIX_BINDINGS} from './attach/prefix-keys.js';
import type {Binding, Mode} from './key-binding.js';
import {shownKey} from './key-names.js';
import {bindingsOf} from './keys.js';

const SECTIONS: readonly (readonly [Mode, string])[] = [
	['welcome', 'While there is no cluster'],
	['list', 'In the list of sessions'],
	['zoomed', 'In a zoomed pane'],
	['searching', 'While something is looked for in a log'],
	['search', 'When one types what to look for'],
	['filter', 'In the filter'],
	['form', 'In the new-session form'],
	['preview', 'In the script before it is submitted'],
	['cluster-form', 'In the new-cluster form'],
	['trial', 'In the test of a new cluster'],
	['extend', 'When more walltime is asked for'],
	['confirm', 'In a question with yes and no'],
	['command', 'In a command'],
	['output', 'In what a command said'],
	['notices', 'In what was told so far'],
	['help', 'In the help'],
	['prompt', 'When a server asks for a password, a code or a host key'],
];

/** docs/keys.md, made from the key table. */
export function keysPage(): string {
	const sections = SECTIONS.map(([mode, title]) => section(title, bindingsOf(mode)));
	return [
		'# Keys',
		'',
		'Made from the key table of the screen (`source/ui/key-table.ts`) by `node scripts/keys.js`; a test keeps it true.',
		'`C-x` is Control and x. Where something is typed, every other key is typed.',
		'',
		...sections,
		...attachedSection(),
	].join('\n');
}

/** The keys behind the prefix, and those of copy mode. */
function attachedSection(): readonly string[] {
	const first = shownKey(DEFAULT_SCREEN.prefix);
	const rows = PREFIX_BINDINGS.map(
		({keys, title, id}) => `| \`${first}\` ${keys.map(key).join(' ')} | ${title} | \`${id}\` |`,
	);
	return [
		'## In an attached terminal',
		'',
		'Every key goes to the program, but the prefix and the key behind it.',
		'',
		'| key | what it does | name |',
		'| --- | --- | --- |',
		...rows,
		`| \`${first}\` \`${first}\` | ${first} itself, for the program | |`,
		'',
		'While one scrolls back: `↑` `↓` `k` `j` `PgUp` `PgDn` `C-u` `C-d` `g` `G` move, `/` and `?` search down and up, `n` `N` go on,',
		'`v` marks, `y` or `Enter` copies, `q` or `Esc` leaves.',
		'',
	];
}

function section(title: string, bindings: readonly Binding[]): string {
	const lines = bindings.map(({keys, title: words, id}) => `| ${keys.map(key).join(' ')} | ${words} | \`${id}\` |`);
	return [`## ${title}`, '', '| key | what it does | name |', '| --- | --- | --- |', ...lines, ''].join('\n');
}

function key(name: string): string {
	return `\`${shownKey(name)}\``;
}
