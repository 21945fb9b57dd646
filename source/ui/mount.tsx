import {render, useApp, useInput, usePaste, useWindowSize} from 'ink';
import {useEffect, useSyncExternalStore} from 'react';
import {keyNames} from './key-names.js';
import type {Keyboard} from './keyboard.js';
import type {LogLines} from './log-search.js';
import {SpokenScreen} from './spoken/spoken-screen.js';
import type {Transcript} from './spoken/transcript.js';
import type {Store} from './store.js';
import type {Theme} from './theme.js';
import {Screen} from './views/screen.js';

/** The ways to the terminal that only a mounted screen has. */
export type TerminalControl = {
	/** Gives the terminal back while `meanwhile` runs, then draws all anew. */
	handOver(meanwhile: () => Promise<void>): void;
};

export type AppProps = {
	readonly store: Store;
	readonly keyboard: Keyboard;
	readonly theme: Theme;
	readonly log: LogLines;
	readonly onReady?: (control: TerminalControl) => void;
	/** The screen as lines instead, for a screen reader; null: it is drawn. */
	readonly transcript?: Transcript | null;
};

/** Connects the store and the keyboard to the terminal; all drawing is the screen's. */
export function App({store, keyboard, theme, log, onReady, transcript = null}: AppProps) {
	const state = useSyncExternalStore(store.subscribe, store.getState);
	const {suspendTerminal} = useApp();
	const {columns, rows} = useWindowSize();
	useInput((input, key) => {
		for (const name of keyNames(input, key)) {
			keyboard.press(name);
		}
	});
	usePaste(text => keyboard.paste(text));
	useEffect(() => store.dispatch({type: 'resized', size: {columns, rows}}), [store, columns, rows]);
	useEffect(() => {
		onReady?.({handOver: meanwhile => void suspendTerminal(meanwhile).catch(() => undefined)});
	}, [onReady, suspendTerminal]);
	return transcript === null ? (
		<Screen state={state} theme={theme} log={log} />
	) : (
		<SpokenScreen state={state} transcript={transcript} />
	);
}

export type MountOptions = AppProps & {
	readonly stdout: NodeJS.WriteStream;
	readonly stdin: NodeJS.ReadStream;
};

/** Draws the screen on the terminal's other buffer, and only what has changed. */
export function mount({stdout, stdin, ...props}: MountOptions): {unmount(): void; readonly ended: Promise<unknown>} {
	const instance = render(<App {...props} />, {
		stdout,
		stdin,
		// Lines that were said stay where they are, to be read again.
		alternateScreen: props.transcript == null,
		incrementalRendering: props.transcript == null,
		maxFps: 60,
		exitOnCtrlC: false,
		interactive: true,
	});
	return {unmount: instance.unmount, ended: instance.waitUntilExit()};
}
