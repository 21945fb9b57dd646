/** What a key behind the prefix does in an attached terminal. */
export type PrefixAction =
	| {readonly type: 'detach' | 'sessions' | 'next-session' | 'previous-session' | 'copy-mode' | 'copy-url' | 'extend'}
	| {readonly type: 'help' | 'new-terminal' | 'next-terminal' | 'close-terminal' | 'toggle-log'}
	| {readonly type: 'zoom' | 'toggle-mouse' | 'redraw' | 'suspend'}
	| {readonly type: 'terminal'; readonly number: number};

/** One line of the table of keys behind the prefix. */
export type PrefixBinding = {
	/** For the configuration: `attach.detach`. */
	readonly id: string;
	readonly keys: readonly string[];
	readonly title: string;
	readonly action: PrefixAction;
};

/** The one table of keys behind the prefix; help and docs/keys.md come from it. `C-b C-b` sends the prefix itself. */
export const PREFIX_BINDINGS: readonly PrefixBinding[] = [
	{id: 'detach', keys: ['d'], title: 'Detach: leave, everything goes on', action: {type: 'detach'}},
	{id: 'sessions', keys: ['s'], title: 'Choose among the sessions', action: {type: 'sessions'}},
	{id: 'next-session', keys: ['n'], title: 'Next session', action: {type: 'next-session'}},
	{id: 'previous-session', keys: ['p'], title: 'Previous session', action: {type: 'previous-session'}},
	{id: 'new-terminal', keys: ['c'], title: 'Another terminal on the same node', action: {type: 'new-terminal'}},
	{id: 'next-terminal', keys: ['tab', 'o'], title: 'Next terminal of the session', action: {type: 'next-terminal'}},
	...[1, 2, 3, 4, 5].map(
		(number): PrefixBinding => ({
			id: `terminal-${number}`,
			keys: [String(number)],
			title: `Terminal ${number} of the session`,
			action: {type: 'terminal', number},
		}),
	),
	{id: 'close-terminal', keys: ['x', '&'], title: 'Close the terminal (asks)', action: {type: 'close-terminal'}},
	{id: 'copy-mode', keys: ['[', 'pageup'], title: 'Scroll back, search and copy', action: {type: 'copy-mode'}},
	{id: 'toggle-log', keys: ['l', '"'], title: 'Show the log below, or hide it', action: {type: 'toggle-log'}},
	{id: 'zoom', keys: ['z'], title: 'Give the terminal the whole window, and back', action: {type: 'zoom'}},
	{id: 'copy-url', keys: ['y'], title: 'Copy the URL, token and all', action: {type: 'copy-url'}},
	{id: 'extend', keys: ['+'], title: 'Ask the scheduler for more walltime', action: {type: 'extend'}},
	{
		id: 'toggle-mouse',
		keys: ['m'],
		title: 'Leave the mouse to your own terminal, and back',
		action: {type: 'toggle-mouse'},
	},
	{id: 'redraw', keys: ['r'], title: 'Draw all anew', action: {type: 'redraw'}},
	{id: 'suspend', keys: ['C-z'], title: 'Suspend, as any program of the shell', action: {type: 'suspend'}},
	{id: 'help', keys: ['?'], title: 'This help', action: {type: 'help'}},
];

/** What only divides a window or moves in it means nothing where a terminal is read. */
export function isForTheEye({type}: PrefixAction): boolean {
	return type === 'toggle-log' || type === 'zoom' || type === 'toggle-mouse';
}
