/** Lines instead of a picture, for a screen reader: nothing tells that there is one, so the person does. */
export function isSpoken(env: NodeJS.ProcessEnv): boolean {
	return /^(?:1|true|yes)$/i.test(env['HPCTUI_SCREEN_READER'] ?? '');
}
