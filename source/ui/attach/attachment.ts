import type {Client} from '../../client/client.js';
import {Fault} from '../../core/fault.js';
import type {Emulator} from '../../terminal/emulator.js';
import type {Notices, TerminalDocument} from '../../wire/calls.js';
import {remapped} from '../key-remap.js';
import {cleanDocument} from '../text/clean.js';
import {type AttachState, areasOf, initialAttachState} from './attach-state.js';
import {createCopying} from './copying.js';
import {createDeeds} from './deeds.js';
import type {Token} from './input.js';
import {createLogPane} from './log-pane.js';
import {type Mirror, openMirror} from './mirror.js';
import type {Size, Stage} from './stage.js';
import {createTyping} from './typing.js';

export type AttachmentOptions = {
	readonly size: Size;
	/** It is read, line by line, instead of looked at. */
	readonly isSpoken: boolean;
	readonly now: () => number;
	readonly copy: (text: string) => Promise<readonly string[]>;
	readonly suspend: () => void;
	readonly redraw: () => void;
	readonly onBell: () => void;
	/** Something is to be drawn. */
	readonly onChanged: () => void;
	/** It is over, for a reason that may be worth a word. */
	readonly onOver: (words: string | null) => void;
};

/** A message stands this long. */
const MESSAGE_MS = 5000;

/** What a person at an attached terminal does, and what comes of it; drawing is somebody else's. */
export type Attachment = {
	readonly state: AttachState;
	readonly screen: Emulator | null;
	readonly still: Emulator | null;
	readonly log: Emulator | null;
	/** What the node keeps of the terminal that is shown, in a picture of its own; null: none is shown. */
	history(): Promise<Emulator> | null;
	take(tokens: readonly Token[]): void;
	resize(size: Size): void;
	/** Works with this client from now on, and shows a session there: the terminal of this number, or the last, or a new one. */
	connect(client: Client, wish: TerminalWish): Promise<void>;
	lose(why: string): void;
	tick(): void;
	close(): void;
};

/** Which terminal of which session is wanted. */
export type TerminalWish = {
	readonly session: string;
	/** A new terminal with this program; null: one that is there, else a new one with the login shell. */
	readonly argv: readonly string[] | null;
	readonly number: number | null;
};

/** Nothing is shown before it is connected. */
export function createAttachment(options: AttachmentOptions): Attachment {
	let state = initialAttachState(options.isSpoken, options.now());
	let size = options.size;
	let client: Client | null = null;
	let mirror: Mirror | null = null;
	let messageUntil = 0;
	let waitingPrompts: readonly Notices['prompt.asked'][] = [];
	const logPane = createLogPane(() => update({}));

	const update = (some: Partial<AttachState>): void => {
		state = {...state, ...some};
		options.onChanged();
	};
	const say = (text: string, isBad = false): void => {
		messageUntil = options.now() + MESSAGE_MS;
		update({message: {text, isBad}});
	};
	const complain = (error: unknown): void => {
		const {message, hint} = Fault.from(error);
		say(hint === null ? message : `${message} (${hint})`, true);
	};
	const terminalSize = (): Size => {
		const {columns, terminalRows} = areasOf(size, state);
		return {columns, rows: terminalRows};
	};
	/** Terminal and log fill what the window has for them; a log that is not shown is not followed. */
	const divide = (): void => {
		mirror?.resize(terminalSize());
		logPane.resize({columns: size.columns, rows: areasOf(size, state).logRows});
		if (!state.hasLog || client === null || state.session === null) {
			logPane.stop();
		} else {
			logPane.follow(client, state.session.id);
		}
	};
	const stage: Stage = {
		state: () => state,
		update,
		say,
		complain,
		terminalSize,
		mirror: () => mirror,
		client: needClient,
		copy: options.copy,
	};
	const copying = createCopying(stage);
	const {act, perform} = createDeeds(stage, {
		show,
		divide,
		goTo: session => goTo({session, argv: null, number: null}),
		startCopyMode: copying.start,
		detach: () => options.onOver(null),
		suspend: options.suspend,
		redraw: options.redraw,
		showNextPrompt(answered) {
			waitingPrompts = waitingPrompts.filter(({prompt}) => prompt !== answered);
			showPrompt();
		},
	});

	const take = createTyping(stage, {act, perform, copying});

	return {
		get state() {
			return state;
		},
		get screen() {
			return mirror?.emulator ?? null;
		},
		get still() {
			return copying.still;
		},
		get log() {
			return logPane.emulator;
		},
		history: () => mirror?.still() ?? null,
		take,
		resize(changed) {
			size = changed;
			copying.leave();
			divide();
			update({});
		},
		async connect(fresh, wish) {
			client = fresh;
			listen(fresh);
			const [sessions] = await Promise.all([fresh.call('session.subscribe', {}), readSettings(fresh)]);
			update({lost: null, sessions: new Map(sessions.map(session => [session.id, cleanDocument(session)]))});
			await goTo(wish);
		},
		lose(why) {
			client = null;
			dropMirror();
			logPane.stop();
			update({lost: why});
		},
		tick() {
			const isStale = state.message !== null && options.now() > messageUntil;
			update({now: options.now(), ...(isStale ? {message: null} : {})});
		},
		close() {
			dropMirror();
			logPane.stop();
		},
	};

	/** Keys that make no sense are told, and the usual ones hold. */
	async function readSettings(fresh: Client): Promise<void> {
		try {
			const settings = await fresh.call('settings.screen', {});
			update({prefix: settings.prefix, bindings: remapped(settings).behindPrefix});
		} catch (error) {
			complain(error);
		}
	}

	function listen(fresh: Client): void {
		fresh.on('session.changed', ({session}) => {
			const changed = cleanDocument(session);
			const sessions = new Map(state.sessions).set(changed.id, changed);
			update({sessions, ...(state.session?.id === changed.id ? {session: changed} : {})});
		});
		fresh.on('session.removed', ({id}) => {
			const sessions = new Map(state.sessions);
			sessions.delete(id);
			update({sessions});
		});
		fresh.on('terminal.changed', ({terminal}) => takeTerminal(cleanDocument(terminal)));
		fresh.on('prompt.asked', asked => {
			waitingPrompts = [...waitingPrompts, cleanDocument(asked)];
			showPrompt();
		});
		fresh.on('prompt.closed', ({prompt}) => {
			waitingPrompts = waitingPrompts.filter(asked => asked.prompt !== prompt);
			if (state.overlay?.type === 'prompt' && state.overlay.asked.prompt === prompt) {
				update({overlay: null});
				showPrompt();
			}
		});
	}

	/** Questions of servers come before everything else. */
	function showPrompt(): void {
		const [asked] = waitingPrompts;
		if (asked !== undefined && state.overlay?.type !== 'prompt') {
			update({overlay: {type: 'prompt', asked, answers: [], text: ''}});
		}
	}

	function takeTerminal(terminal: TerminalDocument): void {
		if (terminal.session !== state.session?.id) {
			return;
		}

		const others = state.tabs.filter(tab => tab.terminal !== terminal.terminal);
		const isOver = terminal.state === 'ended';
		const tabs = isOver ? others : [...others, terminal].sort((one, other) => one.number - other.number);
		const isCurrent = state.current?.terminal === terminal.terminal;
		update({tabs, ...(isCurrent ? {current: terminal} : {})});
		if (isCurrent) {
			mirror?.follow(terminal);
		}

		if (isCurrent && isOver) {
			const next = tabs.find(({number}) => number > terminal.number) ?? tabs.at(-1);
			if (next === undefined) {
				options.onOver(terminal.note);
			} else {
				show(next).catch(complain);
			}
		}
	}

	async function goTo({session: wanted, argv, number}: TerminalWish): Promise<void> {
		const there = needClient();
		const session = cleanDocument(await there.call('session.show', {session: wanted}));
		const tabs = (await there.call('terminal.list', {session: session.id, ...terminalSize()})).map(cleanDocument);
		const known = number === null ? tabs.at(-1) : tabs.find(tab => tab.number === number);
		const chosen =
			argv === null && known !== undefined
				? known
				: cleanDocument(await there.call('terminal.open', {session: session.id, argv, ...terminalSize()}));
		const all = tabs.some(({terminal}) => terminal === chosen.terminal) ? tabs : [...tabs, chosen];
		update({session, tabs: all});
		await show(chosen);
	}

	async function show(terminal: TerminalDocument): Promise<void> {
		const there = needClient();
		copying.leave();
		dropMirror();
		update({current: terminal});
		const opened = await openMirror({
			client: there,
			terminal: terminal.terminal,
			size: terminalSize(),
			isSpoken: options.isSpoken,
			onDrawn: options.onChanged,
			onBell: options.onBell,
		});
		if (state.current?.terminal !== terminal.terminal || client !== there) {
			opened.leave();
			return;
		}

		mirror = opened;
		divide();
	}

	function dropMirror(): void {
		mirror?.leave();
		mirror = null;
	}

	function needClient(): Client {
		if (client === null) {
			throw new Fault('daemon', 'the daemon is away', {retry: 'later'});
		}

		return client;
	}
}
