import type {Hop} from '../../../source/core/link.js';
import {quoteWord} from '../../../source/core/shell-text.js';

/** What a person types to see for themselves what ssh makes of a hop: with the hops before it, and the configuration that it was made from. */
export function byHand({sshConfig, passed = [], join, port, user, name}: Hop): string {
	const words = [
		...(sshConfig == null ? [] : ['-F', sshConfig]),
		...(passed.length === 0 || join !== 'forward' ? [] : ['-J', passed.join(',')]),
		...(port === 22 ? [] : ['-p', String(port)]),
		`${user}@${name}`,
	];
	return ['ssh', '-v', ...words.map(quoteWord)].join(' ');
}

/** A hop as ssh's -J takes it (ssh(1)). */
export function jumpTo({user, name, port}: Hop): string {
	const place = name.includes(':') ? `[${name}]` : name;
	return `${user}@${place}${port === 22 ? '' : `:${port}`}`;
}
