/** A URL as it may stand on a screen that others can see: without what is secret in it. */
export function urlWithoutSecrets(url: string): string {
	const end = url.search(/[?#]/);
	return (end === -1 ? url : url.slice(0, end)).replace(/\/\/[^/@]*@/, '//');
}
