import type {Question} from '../../../../source/core/link.js';
import {sanitizeText} from '../../../../source/core/text.js';
import {readable} from './shown-text.js';

/** What stands at a terminal that waits for an answer. */
export type Shown = {
	readonly text: string;
	/** Whether what is typed may be seen. */
	readonly isEchoing: boolean;
	/** It only tells something: no answer is waited for. */
	readonly isTold?: boolean;
};

/** What stands on ssh's terminal, and whether it shows what is typed. */
export type Asked = {
	readonly hop: string;
	/** What the server or ssh said before, apart from the terminal. */
	readonly before: string;
	readonly onTerminal: string;
	readonly isEchoing: boolean;
};

/** What ssh's own questions look like (readconf, sshconnect and sshconnect2 of OpenSSH 7.4 to 10); any other is the server's. */
const KINDS: readonly (readonly [RegExp, Question['kind']])[] = [
	[/\(yes\/no(?:\/\[fingerprint\])?\)|type 'yes'|^Accept updated hostkeys/i, 'host-key'],
	[/^Enter (?:passphrase|PIN)\b|^Bad passphrase/i, 'passphrase'],
	[/^\S+@\S+'s password:/i, 'password'],
];

/** The question that ssh, a server or a ProxyCommand puts at a terminal: its last line is what wants an answer. */
export function questionOf({hop, before, onTerminal, isEchoing}: Asked): Question {
	const lines = sanitizeText(readable(onTerminal)).trim().split('\n');
	const prompt = lines.pop() ?? '';
	const kind = KINDS.find(([words]) => words.test(prompt))?.[1] ?? 'keyboard-interactive';
	return {
		kind,
		hop,
		text: [before, ...lines].filter(line => line.trim() !== '').join('\n'),
		prompts: [{text: `${prompt.trimEnd()} `, isSecret: !isEchoing && kind !== 'host-key'}],
	};
}
