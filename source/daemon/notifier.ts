import {type ExecFileException, execFile} from 'node:child_process';
import {Fault} from '../core/fault.js';
import {type Notification, notificationOf} from '../core/notification.js';
import type {NotificationSettings} from '../core/notification-settings.js';
import {desktopCommand} from './desktop.js';
import type {SessionStore} from './store.js';

/** A notification that nobody takes, and a command of the person's that hangs, are ended after this long. */
const DESKTOP_MS = 5000;
const COMMAND_MS = 30_000;
const SAID_BYTES = 500;

export type NotifierOptions = {
	readonly store: SessionStore;
	/** Throws a `config` fault where the person's file cannot be understood. */
	readonly settings: () => NotificationSettings;
	readonly env: NodeJS.ProcessEnv;
	readonly platform: NodeJS.Platform;
	/** Tells the screens. `desktop`: it was shown on this desktop already. */
	readonly announce: (notification: Notification, how: {readonly terminal: boolean; readonly desktop: boolean}) => void;
	readonly note: (line: string) => void;
};

/**
 * Tells the person of what happens to their sessions, whether or not a window is open: on the desktop, in the screens and by
 * a command of theirs. What cannot be told is noted in the daemon's log. The returned function ends it.
 */
export function startNotifier(options: NotifierOptions): () => void {
	const {store, env, platform, announce, note} = options;
	const complaints = new Set<string>();
	return store.listen(({before, session}) => {
		const notification = session === null ? null : notificationOf(before, session);
		if (notification !== null) {
			tell(notification).catch((error: unknown) => complainOnce(Fault.from(error).message));
		}
	});

	async function tell(notification: Notification): Promise<void> {
		const settings = options.settings();
		const [desktop] = await Promise.all([
			settings.desktop ? showOnDesktop(notification) : false,
			settings.command === null ? null : runCommand(settings.command, notification),
		]);
		announce(notification, {terminal: settings.terminal, desktop});
	}

	async function showOnDesktop(notification: Notification): Promise<boolean> {
		const command = desktopCommand(notification, platform, env);
		const said = command === null ? null : await run(command, {env, timeoutMs: DESKTOP_MS});
		if (said !== null) {
			complainOnce(`no notification of the desktop: ${said}`);
		}

		return command !== null && said === null;
	}

	/** Without a shell; what is told stands in the environment, so that no text can be taken for a command. */
	async function runCommand(command: readonly string[], notification: Notification): Promise<void> {
		const [file = '', ...words] = command;
		const said = await run([file, ...words], {env: {...env, ...variablesOf(notification)}, timeoutMs: COMMAND_MS});
		if (said !== null) {
			note(`the command for notifications failed (${notification.code} of ${notification.name}): ${said}`);
		}
	}

	function complainOnce(complaint: string): void {
		if (!complaints.has(complaint)) {
			complaints.add(complaint);
			note(complaint);
		}
	}
}

function variablesOf({code, session, name, cluster, text}: Notification): Readonly<Record<string, string>> {
	return {
		HPCTUI_EVENT: code,
		HPCTUI_SESSION: session,
		HPCTUI_SESSION_NAME: name,
		HPCTUI_CLUSTER: cluster,
		HPCTUI_TEXT: text.replaceAll('\0', ''),
	};
}

type RunOptions = {readonly env: NodeJS.ProcessEnv; readonly timeoutMs: number};

/** Runs a program to its end; what it said against it, or null. */
function run([file, ...words]: readonly [string, ...string[]], {env, timeoutMs}: RunOptions): Promise<string | null> {
	return new Promise(resolve => {
		try {
			const options = {env, timeout: timeoutMs, killSignal: 'SIGKILL', cwd: '/'} as const;
			execFile(file, words, options, (error, _stdout, stderr) => {
				resolve(error === null ? null : `${wordsOf(error, timeoutMs)} ${stderr}`.slice(0, SAID_BYTES).trim());
			}).stdin?.end();
		} catch (error) {
			resolve(Fault.from(error).message);
		}
	});
}

/** Not Node's own words for an exit code: they hold the whole command line. */
function wordsOf({killed, code, message}: ExecFileException, timeoutMs: number): string {
	if (killed === true) {
		return `no end within ${timeoutMs / 1000} s`;
	}

	return typeof code === 'number' ? `exit code ${code}:` : message;
}
