import {Fault} from './fault.js';

/** Powers of 1024, as schedulers count memory. */
const UNITS = ['', 'K', 'M', 'G', 'T', 'P'] as const;

const SIZE = /^(\d+(?:\.\d+)?)\s*(?:([kmgtp])(?:i?b)?|b)$/i;

/**
 * Bytes of `8G`, `512M`, `1.5T`, `8GB`, `8GiB` or `1024B`; every unit is a power of 1024. A bare number is refused, since
 * it is megabytes to one scheduler and bytes to the next. Throws a fault of kind `usage`.
 */
export function parseSize(text: string): number {
	const [, amount, letter] = SIZE.exec(text.trim()) ?? [];
	const power = UNITS.findIndex(unit => unit === (letter ?? '').toUpperCase());
	const bytes = amount === undefined ? Number.NaN : Math.round(Number(amount) * 1024 ** power);
	if (!Number.isSafeInteger(bytes) || bytes === 0) {
		throw new Fault('usage', `not a size: ${JSON.stringify(text)}`, {hint: 'give one like 8G, 512M or 1.5T'});
	}

	return bytes;
}

/** The shortest text with at most one decimal: `8G`, `1.5T`, `512M`, `900B`. */
export function formatSize(bytes: number): string {
	const whole = Math.max(0, Math.floor(bytes));
	const fitting = UNITS.findLastIndex((_, index) => whole >= 1024 ** index);
	const power = Math.max(0, fitting);
	const amount = Math.floor((whole / 1024 ** power) * 10) / 10;
	return `${amount}${UNITS[power] || 'B'}`;
}
