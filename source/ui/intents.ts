import type {Pane} from './panes.js';

/** What a key means. The reducer does what concerns the screen alone; effects.ts does what reaches outside. */
export type Intent =
	| {readonly type: 'move-cursor'; readonly by: number | 'page' | 'page-back' | 'first' | 'last'}
	| {readonly type: 'scroll'; readonly by: number | 'page' | 'page-back' | 'first' | 'last'}
	| {readonly type: 'show-pane'; readonly pane: Pane}
	| {readonly type: 'turn-pane'; readonly by: 1 | -1}
	| {readonly type: 'enter-session'}
	| {readonly type: 'toggle-zoom'}
	| {readonly type: 'toggle-ended'}
	| {readonly type: 'open-filter'}
	| {readonly type: 'open-search'}
	/** The next line up or down with what is looked for, or with a word of trouble. */
	| {readonly type: 'find'; readonly what: 'search' | 'trouble'; readonly by: 1 | -1}
	| {readonly type: 'toggle-wrap'}
	| {readonly type: 'toggle-follow'}
	| {readonly type: 'open-help'}
	| {readonly type: 'open-notices'}
	/** Typed so far: the rest is the person's. */
	| {readonly type: 'open-command'; readonly text?: string}
	| {readonly type: 'recall-command'; readonly by: 1 | -1}
	| {readonly type: 'complete-command'}
	| {readonly type: 'open-form'}
	| {readonly type: 'open-cluster-form'}
	| {readonly type: 'move-choice'; readonly by: 1 | -1}
	| {readonly type: 'take-choice'}
	| {readonly type: 'open-extend'}
	| {readonly type: 'toggle-mark'}
	| {readonly type: 'mark-all'}
	| {readonly type: 'turn-sort'}
	| {readonly type: 'ask-renew'}
	| {readonly type: 'ask-stop'}
	| {readonly type: 'ask-forget'}
	| {readonly type: 'step-back'}
	| {readonly type: 'accept'}
	| {readonly type: 'move-field'; readonly by: 1 | -1}
	| {readonly type: 'turn-choice'; readonly by: 1 | -1}
	| {readonly type: 'copy-url'}
	| {readonly type: 'open-url'}
	| {readonly type: 'redraw'}
	| {readonly type: 'suspend'}
	| {readonly type: 'leave'};
