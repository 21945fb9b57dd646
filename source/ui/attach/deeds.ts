import {parseExtension} from '../../core/duration.js';
import type {SessionDocument} from '../../core/session-document.js';
import type {TerminalDocument} from '../../wire/calls.js';
import {cleanDocument} from '../text/clean.js';
import {urlWithoutSecrets} from '../text/url.js';
import type {OverlayWish} from './overlay-keys.js';
import {isForTheEye, type PrefixAction} from './prefix-keys.js';
import type {Stage} from './stage.js';

/** What other parts do for the deeds. */
export type DeedOptions = {
	readonly show: (terminal: TerminalDocument) => Promise<void>;
	readonly goTo: (session: string) => Promise<void>;
	readonly startCopyMode: () => Promise<void>;
	/** The window is divided otherwise. */
	readonly divide: () => void;
	readonly showNextPrompt: (answered: number) => void;
	readonly detach: () => void;
	readonly suspend: () => void;
	readonly redraw: () => void;
};

/** What an attached terminal can be told to do. */
export type Deeds = {
	/** A key behind the prefix. */
	act(action: PrefixAction): void;
	/** Something that was said yes to in what lay over the terminal. */
	perform(wish: OverlayWish): void;
};

/** Does what keys mean. */
export function createDeeds(stage: Stage, options: DeedOptions): Deeds {
	const {update, say, complain, terminalSize} = stage;
	const {show, goTo} = options;

	return {act, perform};

	function act(action: PrefixAction): void {
		const state = stage.state();
		const {session} = state;
		if (state.isSpoken && isForTheEye(action)) {
			say(
				`that is for who looks at the terminal${action.type === 'toggle-log' ? `; the log: hpctui logs ${session?.name ?? 'SESSION'} --follow` : ''}`,
			);
			return;
		}

		switch (action.type) {
			case 'detach':
				options.detach();
				break;
			case 'sessions': {
				const ids = attachable().map(({id}) => id);
				update({overlay: {type: 'sessions', ids, selected: Math.max(0, ids.indexOf(session?.id ?? ''))}});
				break;
			}
			case 'next-session':
				turnSession(1);
				break;
			case 'previous-session':
				turnSession(-1);
				break;
			case 'new-terminal':
				if (session !== null) {
					say('opening a terminal …');
					stage
						.client()
						.call('terminal.open', {session: session.id, argv: null, ...terminalSize()})
						.then(opened => {
							update({message: null});
							return show(cleanDocument(opened));
						})
						.catch(complain);
				}

				break;
			case 'next-terminal':
				turnTerminal();
				break;
			case 'terminal': {
				const wanted = state.tabs.find(({number}) => number === action.number);
				wanted === undefined ? say(`there is no terminal ${action.number}`) : show(wanted).catch(complain);
				break;
			}
			case 'close-terminal':
				if (state.current !== null) {
					update({overlay: {type: 'close', terminal: state.current.terminal}});
				}

				break;
			case 'copy-mode':
				options.startCopyMode().catch(complain);
				break;
			case 'copy-url':
				copyUrl();
				break;
			case 'extend':
				if (session !== null) {
					update({overlay: {type: 'extend', session: session.id, text: '+1h'}});
				}

				break;
			case 'toggle-log':
				update({hasLog: !state.hasLog, isZoomed: false});
				options.divide();
				break;
			case 'zoom':
				update({isZoomed: !state.isZoomed});
				options.divide();
				break;
			case 'toggle-mouse':
				update({hasMouse: !state.hasMouse});
				say(state.hasMouse ? 'the mouse is your terminal’s own' : 'the mouse scrolls and copies here');
				break;
			case 'help':
				update({overlay: {type: 'help', top: 0}});
				break;
			case 'redraw':
				options.redraw();
				break;
			case 'suspend':
				options.suspend();
				break;
		}
	}

	function perform(wish: OverlayWish): void {
		switch (wish.type) {
			case 'none':
				break;
			case 'go-to':
				goTo(wish.session).catch(complain);
				break;
			case 'extend':
				extend(wish.session, wish.text).catch(complain);
				break;
			case 'close-terminal':
				stage.client().call('terminal.end', {terminal: wish.terminal}).catch(complain);
				break;
			case 'answer':
				options.showNextPrompt(wish.prompt);
				stage.client().call('prompt.answer', {prompt: wish.prompt, answers: wish.answers}).catch(complain);
				break;
		}
	}

	async function extend(session: string, text: string): Promise<void> {
		say('asking the scheduler …');
		const changed = await stage.client().call('session.extend', {session, ...parseExtension(text)});
		say(`the scheduler accepted: ${changed.name} runs longer`);
	}

	function copyUrl(): void {
		const url = stage.state().session?.url ?? null;
		if (url === null) {
			say('there is no URL now');
			return;
		}

		void stage.copy(url).then(() => say(`copied ${urlWithoutSecrets(url)} with its token`));
	}

	/** Sessions whose job runs, the oldest first, so that next and previous stay where they are. */
	function attachable(): readonly SessionDocument[] {
		const running = [...stage.state().sessions.values()].filter(
			each => each.state !== 'ended' && each.job.nodes.length > 0,
		);
		return running.sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
	}

	function turnSession(step: 1 | -1): void {
		const {session} = stage.state();
		const all = attachable();
		const index = all.findIndex(({id}) => id === session?.id);
		const next = all[(index + step + all.length) % all.length];
		if (next === undefined || next.id === session?.id) {
			say('no other session runs');
			return;
		}

		say(`opening ${next.name} …`);
		goTo(next.id)
			.then(() => update({message: null}))
			.catch(complain);
	}

	function turnTerminal(): void {
		const {tabs, current} = stage.state();
		const index = tabs.findIndex(({terminal}) => terminal === current?.terminal);
		const next = tabs[(index + 1) % tabs.length];
		if (next === undefined || next.terminal === current?.terminal) {
			say('it has one terminal; c opens another');
		} else {
			show(next).catch(complain);
		}
	}
}
