import {shownKey} from '../../key-names.js';
import type {AttachState, Overlay} from '../attach-state.js';
import {overlayContent} from '../overlay-content.js';
import type {PrefixAction} from '../prefix-keys.js';
import {copySentences} from './copy-sentences.js';

/** Wider than any line of ours: it is the terminal that breaks them. */
const UNBROKEN = 10_000;

/** What a change around an attached terminal is in words, each of them a line. What the terminal itself prints is heard ({@link hear}). */
export function attachSentences(before: AttachState, after: AttachState): readonly string[] {
	return [
		...connection(before, after),
		...place(before, after),
		...tabs(before, after),
		...warnings(before, after),
		...(after.message !== null && after.message !== before.message ? [after.message.text] : []),
		...copySentences(before.copy, after.copy),
		...overlay(before, after),
	].filter(sentence => sentence.trim() !== '');
}

/** Where one is, and how to leave; empty: nowhere yet. */
export function whereSentence({session, current, prefix, bindings}: AttachState): string {
	if (session === null || current === null) {
		return '';
	}

	const keys = (['detach', 'help'] as const).map(type => {
		const key = bindings.find(({action}) => action.type === type)?.keys[0];
		return key === undefined ? null : `${shownKey(prefix)} ${shownKey(key)} ${WORDS[type]}`;
	});
	return [`attached to ${session.name} on ${current.node}`, keys.filter(key => key !== null).join(', ')]
		.filter(Boolean)
		.join('; ');
}

const WORDS = {detach: 'leaves', help: 'helps'} as const satisfies {[Type in PrefixAction['type']]?: string};

/** The line that is being typed outside of the terminal, what is secret as stars; null: none is. */
export function typedLine({overlay: shown, copy}: AttachState): string | null {
	if (shown?.type === 'extend') {
		return `> ${shown.text}`;
	}

	if (shown?.type === 'prompt') {
		const isSecret = shown.asked.question.prompts[shown.answers.length]?.isSecret === true;
		return `> ${isSecret ? '*'.repeat(shown.text.length) : shown.text}`;
	}

	const typing = shown === null ? (copy?.typing ?? null) : null;
	return typing === null ? null : `${typing.direction === 1 ? '/' : '?'}${typing.text}`;
}

function connection({lost: old}: AttachState, {lost}: AttachState): readonly string[] {
	if (old === lost) {
		return [];
	}

	return lost === null ? ['the daemon is back'] : [`the daemon is away: ${lost}; reconnecting`];
}

function place(before: AttachState, after: AttachState): readonly string[] {
	const {session, current} = after;
	const old = before.current;
	if (session === null || current === null) {
		return [];
	}

	if (old === null || old.session !== current.session) {
		return [whereSentence(after), ...(current.state === 'open' ? [] : stateWords(after))];
	}

	if (old.terminal !== current.terminal) {
		return [`terminal ${current.number} of ${session.name} on ${current.node}`];
	}

	return old.state === current.state ? [] : stateWords(after);
}

function stateWords({current}: AttachState): readonly string[] {
	switch (current?.state) {
		case undefined:
			return [];
		case 'opening':
			return [`opening a terminal on ${current?.node}`];
		case 'open':
			return [`back on ${current?.node}`];
		case 'away':
			return [`away: ${current?.note ?? `no way to ${current?.node}`}; reconnecting`];
		case 'ended':
			return [`terminal ${current?.number} ended${current?.note ? `: ${current.note}` : ''}`];
	}
}

/** Of terminals that are not the one here: what became of them. */
function tabs(before: AttachState, after: AttachState): readonly string[] {
	if (before.session?.id !== after.session?.id || before.lost !== null || before.tabs === after.tabs) {
		return [];
	}

	const isElsewhere = ({terminal}: {readonly terminal: number}): boolean =>
		terminal !== after.current?.terminal && terminal !== before.current?.terminal;
	const gone = before.tabs.filter(old => isElsewhere(old) && !after.tabs.some(tab => tab.terminal === old.terminal));
	return gone.map(({number}) => `terminal ${number} ended`);
}

/** The walltime that ends, above all: there is no clock to look at. */
function warnings({session: old}: AttachState, {session}: AttachState): readonly string[] {
	return old === null || session === null || old.id !== session.id
		? []
		: session.warnings
				.filter(({code, at}) => !old.warnings.some(known => known.code === code && known.at === at))
				.map(({message}) => message);
}

/** What lies over the terminal when it comes, and what one chooses in it. */
function overlay(before: AttachState, after: AttachState): readonly string[] {
	const shown = after.overlay;
	if (shown === null || stepOf(before.overlay) === stepOf(shown)) {
		return [];
	}

	const {title, lines, caret} = overlayContent(after, shown, UNBROKEN);
	if (shown.type === 'sessions') {
		const chosen = choiceSentence(after, shown);
		return before.overlay?.type === 'sessions'
			? [chosen]
			: [`${title}: arrows choose, Enter goes there, Esc leaves`, chosen];
	}

	return [title, ...lines.filter((_, index) => index !== caret?.line).map(({text}) => text.replaceAll(/ {2,}/g, '  '))];
}

function choiceSentence({sessions}: AttachState, {ids, selected}: Extract<Overlay, {type: 'sessions'}>): string {
	const session = sessions.get(ids[selected] ?? '');
	return session === undefined
		? 'no session runs'
		: `${selected + 1} of ${ids.length}: ${session.name}, ${session.state}, on ${session.job.nodes[0]}, ${session.cluster}`;
}

/** What makes it another question, or another choice. */
function stepOf(shown: Overlay | null): string {
	switch (shown?.type) {
		case undefined:
			return '';
		case 'help':
		case 'extend':
			return shown.type;
		case 'sessions':
			return `sessions ${shown.selected}`;
		case 'close':
			return `close ${shown.terminal}`;
		case 'prompt':
			return `prompt ${shown.asked.prompt} ${shown.answers.length}`;
	}
}
