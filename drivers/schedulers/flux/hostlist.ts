/** More names than any cluster has: a list that says more is not expanded. */
const MOST_NAMES = 100_000;

/**
 * The names of a hostlist (RFC 29): `node[1-2,07-09],gpu1` → `node1 node2 node07 node08 node09 gpu1`. Widths are kept. What is no such
 * list comes back whole.
 */
export function expandHostlist(text: string): readonly string[] {
	const entries = text.trim().match(/(?:[^,[]|\[[^\]]*\])+/g) ?? [];
	return entries.flatMap(entry => expandEntry(entry));
}

function expandEntry(entry: string): readonly string[] {
	const [, before = '', set, behind = ''] = /^([^[]*)\[([^\]]*)\](.*)$/.exec(entry) ?? [];
	if (set === undefined) {
		return [entry];
	}

	const numbers = set.split(',').flatMap(range => numbersIn(range) ?? []);
	const isWhole = set.split(',').every(range => numbersIn(range) !== null);
	const rests = expandEntry(behind);
	const names = rests.length === 0 ? [''] : rests;
	return isWhole && numbers.length * names.length <= MOST_NAMES
		? numbers.flatMap(number => names.map(rest => `${before}${number}${rest}`))
		: [entry];
}

function numbersIn(range: string): readonly string[] | null {
	const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
	const count = Number(last) - Number(first) + 1;
	return first === undefined || !(count > 0 && count <= MOST_NAMES)
		? null
		: Array.from({length: count}, (_, index) => String(Number(first) + index).padStart(first.length, '0'));
}
