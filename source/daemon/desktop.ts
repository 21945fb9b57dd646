import type {Notification} from '../core/notification.js';
import {sanitizeLine} from '../core/text.js';

/**
 * The command that shows a notification on this desktop; null where none can be shown. The words are arguments, never a part of
 * a script. Notification servers of Linux read markup in the body, so its signs are written out.
 */
export function desktopCommand(
	{name, cluster, text}: Notification,
	platform: NodeJS.Platform,
	env: NodeJS.ProcessEnv,
): readonly [string, ...string[]] | null {
	const title = sanitizeLine(`${name} on ${cluster}`);
	const body = sanitizeLine(text);
	if (platform === 'darwin') {
		const script = ['on run argv', 'display notification (item 2 of argv) with title (item 1 of argv)', 'end run'];
		return ['osascript', ...script.flatMap(line => ['-e', line]), title, body];
	}

	const hasDesktop = ['DBUS_SESSION_BUS_ADDRESS', 'WAYLAND_DISPLAY', 'DISPLAY'].some(variable => env[variable]);
	return platform === 'linux' && hasDesktop
		? ['notify-send', '--app-name=hpctui', '--', title, body.replace(/[&<>]/g, sign => ENTITIES[sign] ?? sign)]
		: null;
}

const ENTITIES: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;'};
