import {Fault} from '../core/fault.js';
import {isLiteralAddress} from '../core/ip-address.js';

/**
 * One of a few words.
 *
 * @throws {Fault} `usage`.
 */
export function oneOf<const Word extends string>(what: string, text: string, words: readonly Word[]): Word {
	const found = words.find(word => word === text);
	if (found === undefined) {
		throw new Fault('usage', `${what} cannot be ${JSON.stringify(text)}`, {hint: `one of: ${words.join(', ')}`});
	}

	return found;
}

/**
 * `KEY=VALUE` pairs as a record; a key that is given twice has its last value. Values are of one line, but those of the
 * keys in `ofManyLines`.
 *
 * @throws {Fault} `usage`.
 */
export function pairs(
	what: string,
	texts: readonly string[],
	ofManyLines: readonly string[] = [],
): Record<string, string> {
	return Object.fromEntries(
		texts.map(text => {
			const [, key, value] = /^([A-Za-z][\w.-]*)=(.*)$/s.exec(text) ?? [];
			if (key === undefined || value === undefined) {
				throw new Fault('usage', `${what} cannot be ${JSON.stringify(text)}`, {hint: `${what} KEY=VALUE`});
			}

			const isForbidden = ofManyLines.includes(key) ? /[\0\r]/ : /[\0\r\n]/;
			if (isForbidden.test(value)) {
				throw new Fault('usage', `${what} ${key}: the value has to be one line`, {
					hint: 'commands follow each other with ; or && as well; longer ones belong into a script of their own',
				});
			}

			return [key, value];
		}),
	);
}

const ADDRESS_WORDS = ['auto', 'infiniband', 'public', 'hostname', 'loopback'] as const;

/** What the shell offers for an address. */
export const ADDRESSES: readonly string[] = [...ADDRESS_WORDS, 'interface:', 'ip:'];

/** How a session's port is reached. */
export const ROUTES = ['auto', 'forward', 'jump', 'exec', 'direct'] as const;

/** The same for all sessions of a cluster; and what is about its hops alone. */
export const CLUSTER_ROUTES = [...ROUTES, 'nested'] as const;

/**
 * Which address of the node to use: a word, `interface:NAME` or `ip:ADDRESS`.
 *
 * @throws {Fault} `usage`.
 */
export function address(text: string): string {
	const [, kind, argument = ''] = /^(interface|ip):(.*)$/s.exec(text) ?? [];
	// Names of interfaces: at most 15 bytes, no slash and no blank (IFNAMSIZ, dev_valid_name of the kernel).
	const isFine = kind === 'ip' ? isLiteralAddress(argument) : kind !== undefined && /^[\w.@-]{1,15}$/.test(argument);
	if (isFine) {
		return text;
	}

	if (kind !== undefined) {
		throw new Fault('usage', `--address cannot be ${JSON.stringify(text)}`, {
			hint: kind === 'ip' ? 'a literal address: ip:10.1.2.3' : 'the name of an interface: interface:ib0',
		});
	}

	return oneOf('--address', text, [...ADDRESS_WORDS, 'interface:NAME', 'ip:ADDRESS']);
}
