import {type Outside, tell} from './outside.js';
import type {AskedPrompt, State} from './state.js';

/** Enter in the last line of a question sends all its answers; in the others it went to the next line. */
export function answered({prompt, inputs, focus}: AskedPrompt, outside: Outside): void {
	if (focus >= inputs.length - 1) {
		const answers = inputs.map(({text}) => text);
		answer(prompt, answers, outside);
	}
}

/** Tells the daemon that the person does not answer the server's question that is shown. */
export function declined(before: State, outside: Outside): void {
	const [asked] = before.prompts;
	if (asked !== undefined) {
		answer(asked.prompt, null, outside);
	}
}

function answer(prompt: number, answers: readonly string[] | null, outside: Outside): void {
	tell(outside.wire.call('prompt.answer', {prompt, answers}), null, outside);
}
