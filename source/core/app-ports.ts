import type {AppDriver, PortKind, PortSpec} from './app.js';
import {Fault} from './fault.js';

/** A port of a session: as the app has it, or as the person named it. */
export type SessionPort = PortSpec & {
	/** The port that the program takes, whatever it is told; null: one is chosen on the node. */
	readonly fixed: number | null;
};

type Settings = Readonly<Record<string, string>>;

const KINDS: readonly PortKind[] = ['http', 'https', 'tcp', 'unix'];

/** The ports of a session: the app's, and those of its settings of type `ports`. Throws a `usage` fault for those that make no sense. */
export function portsOf(app: AppDriver, settings: Settings): readonly SessionPort[] {
	const own = app.ports.map(port => ({...port, fixed: null}));
	const named = app.parameters
		.filter(({type}) => type === 'ports')
		.flatMap(({name}) => parsePorts(settings[name] ?? ''));
	const ports = [...own, ...named];
	const twice = ports.find(({name}, index) => ports.findIndex(each => each.name === name) !== index);
	if (twice !== undefined) {
		throw new Fault('usage', `two ports are called ${JSON.stringify(twice.name)}`, {
			hint: `${app.name} has of its own: ${app.ports.map(({name}) => name).join(', ') || 'none'}`,
		});
	}

	return ports;
}

/** The port of that name; undefined where the session has none. */
export function portOf(app: AppDriver, settings: Settings, name: string): SessionPort | undefined {
	return portsOf(app, settings).find(port => port.name === name);
}

/** `web=8080, api:tcp, docs:https=8443/`: NAME, `:KIND` (http), `=NUMBER` where the program takes no other, `?` where none must answer. */
function parsePorts(text: string): readonly SessionPort[] {
	const words = text.split(/[\s,]+/).filter(word => word !== '');
	return words.map(word => {
		const [, name, kind = 'http', number, optional] =
			/^([a-z][a-z0-9-]{0,31})(?::([a-z]+))?(?:=(\d{1,5}))?(\?)?$/.exec(word) ?? [];
		const fixed = number === undefined ? null : Number(number);
		const isKind = (each: string): each is PortKind => KINDS.some(known => known === each);
		if (name === undefined || !isKind(kind) || (fixed !== null && !(fixed >= 1 && fixed <= 65_535))) {
			throw new Fault('usage', `${JSON.stringify(word)} is no port`, {
				hint: `NAME, NAME=NUMBER or NAME:KIND=NUMBER, as in web=8080, api:tcp; KIND is one of: ${KINDS.join(', ')}`,
			});
		}

		const url = kind === 'http' || kind === 'https' ? '/' : `${kind}://{host}:{port}`;
		return {name, kind, isRequired: optional === undefined, url, fixed};
	});
}
