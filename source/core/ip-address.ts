/** Sixteen bytes of a literal address, IPv4 ones mapped as `::ffff:a.b.c.d`; null when the text is no literal address. */
export function bytesOfAddress(text: string): Uint8Array | null {
	const v4 = bytesOfV4(text);
	if (v4 !== null) {
		return Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...v4]);
	}

	return bytesOfV6(text);
}

/** The text of an address of four or sixteen bytes. */
export function addressOf(bytes: Uint8Array): string {
	if (bytes.length === 4) {
		return bytes.join('.');
	}

	const groups = Array.from({length: 8}, (_, at) =>
		(((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
	);
	const zeros = /(?:^|:)0(?::0)+(?:$|:)/.exec(groups.join(':'));
	return zeros === null ? groups.join(':') : groups.join(':').replace(zeros[0], '::');
}

/** Whether the text is a literal IPv4 or IPv6 address, without zone, port or brackets. */
export function isLiteralAddress(text: string): boolean {
	return bytesOfAddress(text) !== null;
}

/** Whether the text is a literal IPv4 address. */
export function isV4(text: string): boolean {
	return bytesOfV4(text) !== null;
}

/** What an address is good for: where on the net it can be reached from. */
export type AddressReach = 'loopback' | 'link' | 'private' | 'public' | 'none';

/** IPv4 blocks that are not globally reachable (IANA's special-purpose registry, RFC 6890 and its updates). */
const V4_BLOCKS: readonly (readonly [prefix: readonly number[], bits: number, reach: AddressReach])[] = [
	[[127, 0, 0, 0], 8, 'loopback'],
	[[169, 254, 0, 0], 16, 'link'],
	[[10, 0, 0, 0], 8, 'private'],
	[[172, 16, 0, 0], 12, 'private'],
	[[192, 168, 0, 0], 16, 'private'],
	[[100, 64, 0, 0], 10, 'private'],
	[[198, 18, 0, 0], 15, 'private'],
	[[0, 0, 0, 0], 8, 'none'],
	[[192, 0, 0, 0], 24, 'none'],
	// Documentation blocks: nobody routes them, yet laboratories number their networks with them.
	[[192, 0, 2, 0], 24, 'private'],
	[[198, 51, 100, 0], 24, 'private'],
	[[203, 0, 113, 0], 24, 'private'],
	[[224, 0, 0, 0], 3, 'none'],
];

/** IPv6 blocks likewise; what is not in 2000::/3 is not public. */
const V6_BLOCKS: readonly (readonly [prefix: readonly number[], bits: number, reach: AddressReach])[] = [
	[[0xfe, 0x80], 10, 'link'],
	[[0xfc, 0], 7, 'private'],
	[[0x20, 0x01, 0x0d, 0xb8], 32, 'private'],
	[[0x20, 0], 3, 'public'],
];

/** Where an address can be reached from, by its block; `none` for what is no literal address or names no host. */
export function reachOf(text: string): AddressReach {
	const bytes = bytesOfAddress(text);
	if (bytes === null) {
		return 'none';
	}

	if (bytes.subarray(0, 10).every(byte => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff) {
		return V4_BLOCKS.find(([prefix, bits]) => startsWith(bytes.subarray(12), prefix, bits))?.[2] ?? 'public';
	}

	if (bytes.subarray(0, 15).every(byte => byte === 0)) {
		return bytes[15] === 1 ? 'loopback' : 'none';
	}

	return V6_BLOCKS.find(([prefix, bits]) => startsWith(bytes, prefix, bits))?.[2] ?? 'none';
}

function startsWith(bytes: Uint8Array, prefix: readonly number[], bits: number): boolean {
	for (let bit = 0; bit < bits; bit++) {
		const mask = 0x80 >> (bit % 8);
		const at = bit >> 3;
		if (((bytes[at] ?? 0) & mask) !== ((prefix[at] ?? 0) & mask)) {
			return false;
		}
	}

	return true;
}

function bytesOfV4(text: string): readonly number[] | null {
	const parts = text.split('.');
	const isDotted = parts.length === 4 && parts.every(part => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
	return isDotted ? parts.map(Number) : null;
}

function bytesOfV6(text: string): Uint8Array | null {
	if (!/^[0-9a-fA-F:.]{2,45}$/.test(text)) {
		return null;
	}

	const halves = text.split('::');
	const before = groupsOf(halves[0] ?? '', halves.length === 1);
	const after = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : [];
	if (halves.length > 2 || before === null || after === null) {
		return null;
	}

	const missing = 8 - before.length - after.length;
	if (halves.length === 2 ? missing < 1 : missing !== 0) {
		return null;
	}

	const groups = [...before, ...new Array<number>(missing).fill(0), ...after];
	return Uint8Array.from(groups.flatMap(group => [group >> 8, group & 0xff]));
}

/** The 16-bit groups of one side of `::`; only the last part of the whole may be a dotted IPv4 address. */
function groupsOf(text: string, isLastSide: boolean): readonly number[] | null {
	if (text === '') {
		return [];
	}

	const groups: number[] = [];
	const parts = text.split(':');
	for (const [index, part] of parts.entries()) {
		const v4 = isLastSide && index === parts.length - 1 ? bytesOfV4(part) : null;
		if (v4 !== null) {
			const [a = 0, b = 0, c = 0, d = 0] = v4;
			groups.push((a << 8) | b, (c << 8) | d);
		} else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
			groups.push(Number.parseInt(part, 16));
		} else {
			return null;
		}
	}

	return groups;
}
