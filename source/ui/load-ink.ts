/**
 * Loads what draws. Ink's layout engine looks at `globalThis.fetch` while it loads, which makes Node load its whole HTTP
 * client: a third of the time to the first frame. It is hidden for that moment.
 */
export async function loadInk(): Promise<typeof import('./mount.js')> {
	const fetch = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
	if (fetch?.configurable !== true) {
		return import('./mount.js');
	}

	Object.defineProperty(globalThis, 'fetch', {value: undefined, configurable: true, writable: true});
	try {
		return await import('./mount.js');
	} finally {
		Object.defineProperty(globalThis, 'fetch', fetch);
	}
}
