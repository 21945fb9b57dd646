/** The status of an answer, or why there is none, without following redirections. */
export async function statusOf(url: string): Promise<number | string> {
	return fetch(url, {redirect: 'manual'}).then(
		response => response.status,
		(error: unknown) => String(error instanceof Error && error.cause ? error.cause : error),
	);
}

/** The address without its token. */
export function withoutToken(url: string): string {
	const address = new URL(url);
	address.search = '';
	return address.href;
}
