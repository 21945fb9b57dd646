import type {Action} from './actions.js';
import {completed} from './command-line.js';
import type {Overlay, State, TypedCommand} from './state.js';
import {EMPTY_INPUT, inputOf, type TextInput} from './text-input.js';

/** Commands that are remembered while the screen is open. */
const REMEMBERED = 100;

/** The line of `:` before anything is typed. */
export const EMPTY_COMMAND: TypedCommand = {input: EMPTY_INPUT, candidates: null, recalled: null, isBusy: false};

/** News of a command that was typed behind `:`. */
export type CommandAction = Extract<Action, {type: 'candidates-found' | 'command-begun' | 'command-ended'}>;

/** What came of a command, or of asking for the words that may follow. */
export function reduceCommand(state: State, action: CommandAction): State {
	switch (action.type) {
		case 'candidates-found':
			// Who typed on meanwhile asks anew.
			return withCommand(state, command =>
				command.input.text === action.text
					? {...command, input: inputOf(completed(action.text, action.candidates)), candidates: action.candidates}
					: command,
			);
		case 'command-begun': {
			const others = state.commands.filter(command => command !== action.command);
			const begun = withCommand(state, command => ({...command, isBusy: true, candidates: null}));
			return {...begun, commands: [action.command, ...others].slice(0, REMEMBERED)};
		}

		case 'command-ended':
			return ended(state, action);
	}
}

/** One line of good news is a notice (command-effects.ts); more is read in a dialog. Who left the command line stays where they are. */
function ended(state: State, {command, code, text}: Extract<CommandAction, {type: 'command-ended'}>): State {
	if (state.overlay?.type !== 'command' || !state.overlay.command.isBusy) {
		return state;
	}

	const lines = text.trimEnd().split('\n');
	const isShort = code === 0 && lines.length === 1;
	const overlay: Overlay | null = isShort ? null : {type: 'output', command, code, lines, top: 0};
	return {...state, overlay};
}

/** Text that is typed into the command; what was offered for the word before it goes. */
export function typeCommand(state: State, edit: (input: TextInput) => TextInput): State {
	return withCommand(state, command =>
		command.isBusy ? command : {...command, input: edit(command.input), candidates: null, recalled: null},
	);
}

/** A command of before, as shells do with ↑ and ↓; below the last one is the empty line. */
export function recallCommand(state: State, by: 1 | -1): State {
	return withCommand(state, command => {
		const recalled = Math.min((command.recalled ?? -1) + by, state.commands.length - 1);
		const text = recalled < 0 ? '' : (state.commands[recalled] ?? '');
		return {...command, input: inputOf(text), candidates: null, recalled: recalled < 0 ? null : recalled};
	});
}

function withCommand(state: State, change: (command: TypedCommand) => TypedCommand): State {
	const {overlay} = state;
	return overlay?.type === 'command' ? {...state, overlay: {type: 'command', command: change(overlay.command)}} : state;
}
