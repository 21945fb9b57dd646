import type {FaultKind} from '../../source/core/fault.js';

/** The exit code for each kind of fault, as docs/commands.md promises them. */
export const EXIT_CODES: readonly (readonly [kind: FaultKind, code: number])[] = [
	['usage', 2],
	['config', 2],
	['missing', 3],
	['auth', 4],
	['link', 5],
	['refused', 6],
	['timeout', 7],
	['ended', 8],
	['cancelled', 130],
	['daemon', 1],
	['remote', 1],
	['parse', 1],
	['unsupported', 1],
	['bug', 1],
];
