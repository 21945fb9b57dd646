/** A SHA-256 fingerprint as OpenSSL and browsers write it, whatever case and separators it came with; null: it is none. */
export function fingerprintOf(text: string): string | null {
	const digits = text
		.replace(/^sha-?256(?: fingerprint)?\s*[=:]?\s*/i, '')
		.replaceAll(/[\s:]/g, '')
		.toUpperCase();
	return /^[0-9A-F]{64}$/.test(digits) ? (digits.match(/../g) ?? []).join(':') : null;
}
