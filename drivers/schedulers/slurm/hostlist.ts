/** More names than any cluster has: a list that says more is not expanded, so that a bad answer cannot fill the memory. */
const MOST_NAMES = 100_000;

/**
 * The names of a Slurm node list: `node[1-2,07-09],gpu1` → `node1 node2 node07 node08 node09 gpu1`. Widths are kept,
 * several brackets multiply (`r[1-2]n[1-2]`), as `scontrol show hostnames` does. What is no node list comes back whole as one
 * name; nothing (`(null)`, `None assigned`) is an empty list.
 */
export function expandHostlist(text: string): readonly string[] {
	const list = text.trim();
	if (list === '' || list === '(null)' || list === 'N/A' || list === 'None assigned') {
		return [];
	}

	const names: string[] = [];
	for (const entry of splitOutsideBrackets(list)) {
		names.push(...(expandEntry(entry, MOST_NAMES - names.length) ?? [entry]));
	}

	return names;
}

/** Whether a set like `3-6,9%2` (the part in the brackets of a job array) holds the index. */
export function indexSetHolds(set: string, index: number): boolean {
	const [ranges = ''] = set.split('%', 1);
	return ranges.split(',').some(range => {
		const [, first, last = first, step = '1'] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range) ?? [];
		const isInside = first !== undefined && index >= Number(first) && index <= Number(last);
		return isInside && (index - Number(first)) % Number(step) === 0;
	});
}

function splitOutsideBrackets(list: string): readonly string[] {
	return list.match(/(?:\[[^\]]*\]|[^,])+/g) ?? [];
}

function expandEntry(entry: string, room: number): readonly string[] | null {
	let names: readonly string[] = [''];
	for (const part of entry.match(/\[[^\]]*\]|[^[]+|\[/g) ?? []) {
		const choices = part.startsWith('[') ? expandRanges(part.slice(1, -1), room) : [part];
		if (choices === null || names.length * choices.length > room) {
			return null;
		}

		names = names.flatMap(name => choices.map(choice => name + choice));
	}

	return names;
}

function expandRanges(ranges: string, room: number): readonly string[] | null {
	const names: string[] = [];
	for (const range of ranges.split(',')) {
		const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
		const count = Number(last) - Number(first) + 1;
		if (first === undefined || count < 1 || names.length + count > room) {
			return null;
		}

		const width = first.length;
		names.push(...Array.from({length: count}, (_, index) => String(Number(first) + index).padStart(width, '0')));
	}

	return names;
}
