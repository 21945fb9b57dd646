import type {Client} from '../../client/client.js';
import type {AttachState} from './attach-state.js';
import type {Mirror} from './mirror.js';

/** The size of the real terminal, in cells. */
export type Size = {readonly columns: number; readonly rows: number};

/** What the parts of an attached terminal have in common: its state, what is shown, and how to say something. */
export type Stage = {
	readonly state: () => AttachState;
	readonly update: (some: Partial<AttachState>) => void;
	readonly say: (text: string, isBad?: boolean) => void;
	readonly complain: (error: unknown) => void;
	/** Null: nothing is shown. */
	readonly mirror: () => Mirror | null;
	/** Throws `daemon` while the daemon is away. */
	readonly client: () => Client;
	readonly terminalSize: () => Size;
	/** Puts a text into the clipboard, and names the ways that it took. */
	readonly copy: (text: string) => Promise<readonly string[]>;
};
