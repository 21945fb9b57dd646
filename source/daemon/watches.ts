import {Fault} from '../core/fault.js';
import {DEFAULT_NOTIFICATIONS, type NotificationSettings} from '../core/notification-settings.js';
import {startAutoRenew} from './auto-renew.js';
import {watchFamilies} from './family-watch.js';
import type {HandlerContext} from './handlers/context.js';
import {watchIdleness} from './idle-watch.js';
import {type NotifierOptions, startNotifier} from './notifier.js';
import {watchParts} from './parts-watch.js';
import {startReminders} from './reminders.js';
import {watchSuccession} from './succession-watch.js';

export type WatchesOptions = Pick<NotifierOptions, 'env' | 'platform' | 'announce'>;

/** Starts all that looks after sessions without being asked. The returned function ends it. */
export function startWatches(context: HandlerContext, options: WatchesOptions): () => void {
	const {store, clock} = context;
	const settings = readSettings(context);
	const stops = [
		startReminders(store, clock, () => settings().walltimeMinutes),
		startNotifier({...options, store, settings, note: context.note}),
		watchIdleness(context, () => settings().idleMinutes),
		startAutoRenew(context),
		watchSuccession(context),
		watchFamilies(context),
		watchParts(context),
	];
	return () => {
		for (const stop of stops) {
			stop();
		}
	};
}

/** What the person wrote now. A file that makes no sense must not keep them from being told: it is noted, once. */
function readSettings({configuration, note}: HandlerContext): () => NotificationSettings {
	let noted = '';
	return () => {
		try {
			return configuration.notifications();
		} catch (error) {
			const {message} = Fault.from(error);
			if (message !== noted) {
				noted = message;
				note(message);
			}

			return DEFAULT_NOTIFICATIONS;
		}
	};
}
