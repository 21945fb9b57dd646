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
	].join('\n');
}

function section(title: string, bindings: readonly Binding[]): string {
	const lines = bindings.map(({keys, title: words, id}) => `| ${keys.map(key).join(' ')} | ${words} | \`${id}\` |`);
	return [`## ${title}`, '', '| key | what it does | name |', '| --- | --- | --- |', ...lines, ''].join('\n');
}

function key(name: string): string {
	return `\`${shownKey(name)}\``;
}
