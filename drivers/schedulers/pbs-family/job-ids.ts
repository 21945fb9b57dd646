import {Fault} from '../../../source/core/fault.js';

/** `94646`, `94646.host`, an array `94646[].host`, its task `94646[3].host`, Torque's older `94646-3.host`; behind `@` the server. */
const ID = /^(\d+(?:\[\d*\]|-\d+)?)(\.[A-Za-z0-9][\w.-]*)?(@[A-Za-z0-9][\w.:-]*)?$/;

/** The texts that can be ids. */
export function idsAmong(texts: readonly string[]): readonly string[] {
	return [...new Set(texts.filter(text => ID.test(text)))];
}

/** As {@link idsAmong}, for commands that change something: what is no id is the caller's mistake. */
export function requireId(text: string): string {
	if (!ID.test(text)) {
		throw new Fault('usage', `not a PBS job id: ${JSON.stringify(text)}`, {
			hint: 'for example 94646, 94646.server or 94646[3]',
		});
	}

	return text;
}

/** Whether two texts name the same job: the server's name may be left out, or be given whole or short. */
export function isSameJob(one: string, other: string): boolean {
	const [, number, host = ''] = ID.exec(one) ?? [];
	const [, otherNumber, otherHost = ''] = ID.exec(other) ?? [];
	return number !== undefined && number === otherNumber && isSameHost(host, otherHost);
}

function isSameHost(one: string, other: string): boolean {
	return one === '' || other === '' || one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}
