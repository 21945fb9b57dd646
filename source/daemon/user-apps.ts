import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {AppDriver} from '../core/app.js';
import {readAppFile} from '../core/app-file.js';
import {Fault} from '../core/fault.js';
import type {Registry} from './registry.js';

/** An app that a person wrote, or what is wrong with it. */
export type UserApp =
	| {readonly file: string; readonly app: AppDriver; readonly fault: null}
	| {readonly file: string; readonly app: null; readonly fault: Fault};

/** The apps that a person wrote, as they are now. */
export type UserApps = {now(): readonly UserApp[]};

/**
 * The apps of a folder: each `NAME.json` in it is one. They are looked at again when a file changed, so that nobody has to
 * restart anything; one that is broken is told, and keeps no other from being used.
 */
export function openUserApps(folder: string): UserApps {
	const known = new Map<string, {readonly stamp: string; readonly read: UserApp}>();
	return {
		now() {
			const apps = filesOf(folder).map(file => {
				const stamp = stampOf(file);
				const before = known.get(file);
				const read = before?.stamp === stamp ? before.read : readUserApp(file);
				known.set(file, {stamp, read});
				return read;
			});
			return apps.map((each, index) => onlyOnce(each, apps.slice(0, index)));
		},
	};
}

/** The registry with the person's own apps, looked at anew each time; one of theirs stands for ours of the same name. */
export function withUserApps(registry: Registry, userApps: UserApps): Registry {
	const {schedulers, transports, addresses, routes} = registry;
	return {
		schedulers,
		transports,
		addresses,
		routes,
		get apps() {
			const own = userApps.now().flatMap(({app}) => (app === null ? [] : [[app.name, app] as const]));
			return new Map([...registry.apps, ...own]);
		},
	};
}

function filesOf(folder: string): readonly string[] {
	try {
		const names = readdirSync(folder).filter(name => name.endsWith('.json') && !name.startsWith('.'));
		return names.sort().map(name => join(folder, name));
	} catch {
		return [];
	}
}

function stampOf(file: string): string {
	const found = statSync(file, {throwIfNoEntry: false});
	return found === undefined ? 'gone' : `${found.mtimeMs} ${found.size} ${found.ino}`;
}

function readUserApp(file: string): UserApp {
	try {
		return {file, app: readAppFile(readFileSync(file, 'utf8')), fault: null};
	} catch (error) {
		const {message, hint} = Fault.from(error);
		return {file, app: null, fault: new Fault('config', `${file}: ${message}`, hint === null ? {} : {hint})};
	}
}

function onlyOnce(each: UserApp, earlier: readonly UserApp[]): UserApp {
	const twin = each.app === null ? undefined : earlier.find(({app}) => app?.name === each.app.name);
	return twin === undefined
		? each
		: {
				file: each.file,
				app: null,
				fault: new Fault('config', `${each.file}: name: ${twin.file} has an app ${each.app?.name} already`, {
					hint: 'give one of them another name',
				}),
			};
}
