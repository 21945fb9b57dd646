import {Static, Text} from 'ink';
import {useSyncExternalStore} from 'react';
import type {State} from '../state.js';
import type {Transcript} from './transcript.js';

export type SpokenScreenProps = {readonly state: State; readonly transcript: Transcript};

/** The screen as lines, one after the other, and below them the one that is being typed: nothing is drawn over. */
export function SpokenScreen({state, transcript}: SpokenScreenProps) {
	const said = useSyncExternalStore(transcript.subscribe, transcript.lines);
	return (
		<>
			<Static items={[...said]}>{({number, text}) => <Text key={number}>{text}</Text>}</Static>
			<Text>{`> ${typedIn(state)}`}</Text>
		</>
	);
}

/** The line that has the keys; what is secret is as many stars. */
export function typedIn({prompts, overlay}: State): string {
	const [asked] = prompts;
	if (asked !== undefined) {
		const input = asked.inputs[asked.focus]?.text ?? '';
		return asked.question.prompts[asked.focus]?.isSecret === false ? input : '*'.repeat(input.length);
	}

	switch (overlay?.type) {
		case 'filter':
		case 'search':
		case 'extend':
			return overlay.input.text;
		case 'command':
			return `:${overlay.command.input.text}`;
		case 'form':
		case 'cluster-form':
			return overlay.form.input.text;
		case 'preview':
		case 'trial':
		case 'confirm':
		case 'output':
		case 'notices':
		case 'help':
		case undefined:
			return '';
	}
}
