import type {Parameter} from '../../../source/core/app.js';

/** Where the programs of one session come from, beside the setup lines of the cluster. */
export const ENVIRONMENT: readonly Parameter[] = [
	{
		name: 'modules',
		type: 'text',
		default: '',
		help: 'environment modules to load: python/3.11 cuda',
		pattern: {expression: '[\\w./+:, -]*', wanted: 'names of modules, with blanks between'},
	},
	{name: 'environment', type: 'path', default: '', help: 'a virtual or conda environment to enter: ~/venvs/analysis'},
];

/** The line that enters it. */
export const ENTER = 'hpctui_enter "$HPCTUI_SET_MODULES" "$HPCTUI_SET_ENVIRONMENT"';

/** Further words for a program, as a person would type them in a shell. */
export const ARGS: Parameter = {
	name: 'args',
	type: 'text',
	default: '',
	help: 'further arguments, as shell words; no secrets',
	pattern: {expression: '[^\\r\\n]*', wanted: 'one line'},
};

/** The folder that an editor opens. */
export const FOLDER: Parameter = {
	name: 'folder',
	type: 'path',
	default: '',
	help: 'the folder that it opens; the working directory if empty',
};
