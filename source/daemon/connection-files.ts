import {existsSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Fault} from '../core/fault.js';
import type {Session} from '../core/session.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import {pick, type Registry} from './registry.js';
import type {SessionStore} from './store.js';

export type ConnectionFilesOptions = {
	readonly store: SessionStore;
	readonly registry: Registry;
	/** Where they lie: a folder of our state, 0700. */
	readonly folder: string;
	readonly note: (line: string) => void;
};

/** Files on this machine by which the own clients of apps reach them. They hold keys: 0600. */
export type ConnectionFiles = {
	/**
	 * Writes the session's file, and keeps it true from now on; its path, which stays.
	 *
	 * @throws {Fault} `unsupported` where the app has no such file, or has not told enough yet; `ended` where it is over.
	 */
	write(session: Session): string;
	close(): void;
};

/** Opens the folder of connection files. Those that are there are kept true while their sessions live. */
export function openConnectionFiles({store, registry, folder, note}: ConnectionFilesOptions): ConnectionFiles {
	const written = new Map<string, string>();
	const close = store.listen(({id, session}) => {
		if (existsSync(pathOf(id))) {
			follow(id, session);
		}
	});
	for (const session of store.all()) {
		if (existsSync(pathOf(session.id))) {
			follow(session.id, session);
		}
	}

	return {
		close,
		write(session) {
			const {connectionFile} = pick(registry.apps, 'app', session.request.app);
			if (connectionFile === undefined) {
				throw new Fault('unsupported', `${session.request.app} has no connection file`, {
					hint: `where it is reached: hpctui show ${session.name}`,
				});
			}

			if (session.end !== null) {
				throw new Fault('ended', `the session ${session.name} ended`, {hint: `its output: hpctui logs ${session.id}`});
			}

			const text = textOf(session);
			if (text === null) {
				throw new Fault('unsupported', `${session.name} has not told how to reach it yet`, {
					hint: `run: hpctui wait ${session.name}`,
					retry: 'later',
				});
			}

			put(session.id, text);
			return pathOf(session.id);
		},
	};

	/** A session that moved has other keys; one that is over has none. A file whose text is not known for now stays as it is. */
	function follow(id: string, session: Session | null): void {
		if (session === null || session.end !== null) {
			rmSync(pathOf(id), {force: true});
			written.delete(id);
			return;
		}

		const text = textOf(session);
		if (text !== null && text !== written.get(id)) {
			try {
				put(id, text);
			} catch (error) {
				note(`${id}: its connection file could not be written: ${Fault.from(error).message}`);
			}
		}
	}

	function textOf(session: Session): string | null {
		const app = registry.apps.get(session.request.app);
		const localPortOf = (port: string) => session.tunnels.find(({name}) => name === port)?.localPort ?? null;
		return app?.connectionFile?.(session.secrets, localPortOf) ?? null;
	}

	function put(id: string, text: string): void {
		ensurePrivateFolder(folder);
		const path = pathOf(id);
		writeFileSync(`${path}.new`, text, {mode: 0o600});
		renameSync(`${path}.new`, path);
		written.set(id, text);
	}

	function pathOf(id: string): string {
		return join(folder, `${id}.json`);
	}
}
