/** What a cell can hold: JavaScript and shell lines run, notes are read. */
export type CellKind = 'js' | 'sh' | 'note';

/** What comes back while a cell runs, one JSON line each. */
export type CellEvent =
	| {readonly type: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string}
	/** The value of the last expression, as Node's own prompt would print it. */
	| {readonly type: 'result'; readonly text: string}
	/** An SVG picture, from `show(…)`. */
	| {readonly type: 'picture'; readonly svg: string}
	| {readonly type: 'error'; readonly text: string}
	| {readonly type: 'done'; readonly isOk: boolean; readonly milliseconds: number};

/** What the process behind the JavaScript cells says. */
export type KernelEvent = Exclude<CellEvent, {type: 'done'}> | {readonly type: 'finished'; readonly isOk: boolean};

/** What it is told. */
export type KernelRequest = {readonly source: string};
