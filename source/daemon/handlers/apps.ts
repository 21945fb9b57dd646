import {basename} from 'node:path';
import type {AppDriver} from '../../core/app.js';
import {appFileOf} from '../../core/app-file.js';
import {Fault} from '../../core/fault.js';
import type {AppDocument} from '../../wire/calls.js';
import {pick} from '../registry.js';
import type {Handlers} from '../server.js';
import type {HandlerContext} from './context.js';

/** Calls about the apps: ours and the person's own. */
export function appHandlers(
	context: HandlerContext,
): Pick<Handlers, 'app.list' | 'app.broken' | 'app.show' | 'session.secret'> {
	const {registry, userApps, store} = context;
	return {
		async 'app.list'() {
			return [...registry.apps.values()].map(app => documentOf(app, fileOf(app)));
		},
		async 'app.broken'() {
			return userApps.now().flatMap(({file, fault}) => (fault === null ? [] : [{file, fault: fault.toDocument()}]));
		},
		async 'app.show'({name}) {
			const app = pickApp(name, context);
			return {app: appFileOf(app), file: fileOf(app)};
		},
		async 'session.secret'({session, name}) {
			const found = store.find(session);
			const {secrets = []} = pick(registry.apps, 'app', found.request.app);
			const wanted = name ?? 'password';
			const value = secrets.includes(wanted) ? found.secrets[wanted] : undefined;
			if (value === undefined) {
				throw new Fault('missing', `${found.request.app} has no secret ${JSON.stringify(wanted)}`, {
					hint: secrets.length === 0 ? 'it has none' : `one of: ${secrets.join(', ')}`,
				});
			}

			if (value === '') {
				throw new Fault('unsupported', `${found.name} asks for the ${wanted} of your own configuration`, {
					hint: 'hpctui does not know it',
				});
			}

			return {name: wanted, value};
		},
	};

	function fileOf({name}: AppDriver): string | null {
		return userApps.now().find(({app}) => app?.name === name)?.file ?? null;
	}
}

/**
 * The app of that name.
 *
 * @throws {Fault} `config` where a file of that name is broken, and says what is wrong in it; `missing` where there is none.
 */
export function pickApp(name: string, {registry, userApps}: HandlerContext): AppDriver {
	const broken = userApps.now().find(({file, fault}) => fault !== null && basename(file, '.json') === name);
	if (broken?.fault) {
		throw broken.fault;
	}

	return pick(registry.apps, 'app', name);
}

function documentOf({name, title, help, parameters, ports}: AppDriver, file: string | null): AppDocument {
	return {name, title, help, parameters, ports, file};
}
