/**
 * What ssh makes of a server's text before it prints it: control characters, and all that is not ASCII where the locale knows none, as
 * a backslash and three octal digits (vis(3), VIS_OCTAL). This turns them into characters again; the caller makes them harmless.
 */
export function readable(text: string): string {
	return text.replace(/(?:\\[0-3][0-7]{2})+/g, run => {
		const codes = run.split('\\').slice(1);
		return Buffer.from(codes.map(code => Number.parseInt(code, 8))).toString('utf8');
	});
}
