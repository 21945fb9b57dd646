import type {AppDriver} from '../core/app.js';
import {Fault} from '../core/fault.js';
import {DEFAULT_KEYS} from '../core/request.js';

/**
 * A default that no session would ever take is a slip of the hand: `wlltime=4h` must not wait for the day it is missed.
 *
 * @throws {Fault} `usage`, with the words that there are.
 */
export function checkDefaults(defaults: Readonly<Record<string, string>>, apps: Iterable<AppDriver>): void {
	const settings = [...apps].flatMap(app => app.parameters.map(({name}) => name));
	const known = new Set<string>([...DEFAULT_KEYS, ...settings]);
	const unknown = Object.keys(defaults).find(key => !known.has(key));
	if (unknown !== undefined) {
		throw new Fault('usage', `there is no default called ${JSON.stringify(unknown)}`, {
			hint: `one of: ${DEFAULT_KEYS.join(', ')}, or a setting of an app: hpctui app show APP`,
		});
	}
}
