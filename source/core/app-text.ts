/** What the texts of an app may name: settings, secrets and evidence, and `host` and `port` where the app is reached. */
export type Values = Readonly<Record<string, string>>;

/** A name in a text of an app: `{token}`, `{baseUrl|folder}`, `{path|path}`. */
const NAMED = /\{([a-zA-Z][\w-]*)(?:\|(path|folder))?\}/g;

/**
 * Fills `{NAME}` in a text of an app; a name that nobody knows is left out. `encode` makes a value safe for the place.
 * `{NAME|path}` is a path of a URL as it stands, led by one slash; `{NAME|folder}` one that also ends in a slash. Both are
 * `/` where the value is no path, for it may come from the app itself (`//evil.example/`, `javascript:`).
 */
export function fill(text: string, values: Values, encode: (value: string) => string): string {
	return text.replaceAll(NAMED, (_whole, name: string, shape?: 'path' | 'folder') => {
		const value = Object.hasOwn(values, name) ? (values[name] ?? '') : '';
		switch (shape) {
			case undefined:
				return encode(value);
			case 'path':
				return /^[\w./~%@+?&=#:,;!*()-]*$/.test(value) ? value.replace(/^\/*/, '/') : '/';
			case 'folder':
				return /^\/(?!\/)[\w./~%@+-]*$/.test(value) ? value.replace(/\/*$/, '/') : '/';
		}
	});
}

/** The names that a text speaks of. */
export function namesIn(text: string): readonly string[] {
	return [...text.matchAll(NAMED)].map(([, name = '']) => name);
}

/** For a path or a query of a URL. */
export const forUrl = encodeURIComponent;

/** For the value of a header, and for a line that is said to a server: nothing may end it early. */
export function forLine(value: string): string {
	return value.replaceAll(/[\r\n\0]/g, '');
}
