import type {Attachment} from './attachment.js';
import type {RealTerminal} from './real-terminal.js';

/** How an attached terminal is shown on the real one. */
export type View = {
	/** Something is otherwise: the state, or what the terminal shows. */
	changed(): void;
	/** All is shown anew: the person wants it. */
	redraw(): void;
	/** Somebody else may have written on the real terminal. */
	spoilt(): void;
	/** The real terminal has another size. */
	resized(): void;
	/** The real terminal takes more again. */
	drained(): void;
	/** The real terminal is about to be given back, for a while. */
	leave(): void;
	/** It was taken again. */
	returned(): void;
	/** For good. */
	close(): void;
};

/** What every view needs. */
export type ViewOptions = {
	readonly attachment: Attachment;
	readonly real: RealTerminal;
	readonly now: () => number;
};
