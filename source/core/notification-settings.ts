import {Fault} from './fault.js';

/** How a person is told of what happens while they look elsewhere: `notifications` in config.json. */
export type NotificationSettings = {
	/** Minutes before the end of the walltime, the longest first. */
	readonly walltimeMinutes: readonly number[];
	/** After so many minutes without use a session is pointed out; null: never. */
	readonly idleMinutes: number | null;
	/** The bell and the notification of the terminal that shows the screen. */
	readonly terminal: boolean;
	/** A notification of the desktop that the daemon runs on. */
	readonly desktop: boolean;
	/** A program of the person's and its arguments; null: none. */
	readonly command: readonly string[] | null;
};

/** What holds where the person wrote nothing. */
export const DEFAULT_NOTIFICATIONS: NotificationSettings = {
	walltimeMinutes: [30, 10, 2],
	idleMinutes: 60,
	terminal: true,
	desktop: true,
	command: null,
};

/** What the file says, filled up with what it does not. Throws a `config` fault that names the first word which makes no sense. */
export function notificationSettings(written: unknown): NotificationSettings {
	if (written === undefined) {
		return DEFAULT_NOTIFICATIONS;
	}

	if (typeof written !== 'object' || written === null || Array.isArray(written)) {
		throw wrong('', 'an object');
	}

	for (const [name, value] of Object.entries(written)) {
		const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof NotificationSettings] : undefined;
		if (check === undefined) {
			throw wrong(`.${name}`, `one of ${Object.keys(CHECKS).join(', ')}`);
		}

		if (!check.isRight(value)) {
			throw wrong(`.${name}`, check.wanted);
		}
	}

	const settings = {...DEFAULT_NOTIFICATIONS, ...written};
	return {...settings, walltimeMinutes: settings.walltimeMinutes.toSorted((one, other) => other - one)};
}

type Check = {readonly isRight: (value: unknown) => boolean; readonly wanted: string};

const YES_OR_NO: Check = {isRight: value => typeof value === 'boolean', wanted: 'true or false'};
const isMinutes = (value: unknown) => typeof value === 'number' && value > 0;
const isWords = (value: unknown) =>
	Array.isArray(value) && value.length > 0 && value.every(word => typeof word === 'string' && !word.includes('\0'));

const CHECKS: Readonly<Record<keyof NotificationSettings, Check>> = {
	walltimeMinutes: {
		isRight: value => Array.isArray(value) && value.every(isMinutes),
		wanted: 'minutes before the end, as [30, 10, 2]',
	},
	idleMinutes: {isRight: value => value === null || isMinutes(value), wanted: 'minutes, or null for never'},
	terminal: YES_OR_NO,
	desktop: YES_OR_NO,
	command: {
		isRight: value => value === null || isWords(value),
		wanted: 'a program and its arguments, as ["/path/to/it", "word"]',
	},
};

function wrong(where: string, wanted: string): Fault {
	return new Fault('config', `notifications${where} in config.json must be ${wanted}`, {hint: 'mend the file'});
}
