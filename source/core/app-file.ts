import type {ActionSpec, AppDriver, Parameter, PortSpec, Readiness, ScaleSpec} from './app.js';
import {portsOf} from './app-ports.js';
import {namesIn} from './app-text.js';
import {Fault} from './fault.js';
import {settingsFor} from './settings.js';
import {
	claim,
	integer,
	list,
	Misfit,
	membersOf,
	object,
	oneOf,
	type Placed,
	type Reader,
	record,
	text,
} from './shape.js';

const NAME = text(/^[a-z][a-z0-9-]{0,31}$/, 'a name: up to 32 small letters, digits and -, led by a letter');
/** A secret becomes a file of the session's folder, where these have their place already. */
const TAKEN =
	/^(?:record|output|library|app|actions|runtime|config|kernels|job\.sh|scheduler\.log|certificate\.pem|key\.pem)$/;

const parameter: Reader<Parameter> = object(
	{name: NAME, type: oneOf(['text', 'integer', 'boolean', 'path', 'choice', 'ports', 'session']), help: text()},
	{
		default: text(),
		choices: list(text(/./, 'a text')),
		isRequired: claim,
		least: integer,
		most: integer,
		pattern: object({expression: expression(), wanted: text()}, {}),
	},
) as Reader<Parameter>;

const readiness: Reader<Readiness> = placed => {
	const {how} = membersOf(placed);
	switch (oneOf(['connect', 'http', 'talk'])({value: how, place: `${placed.place}.how`})) {
		case 'connect':
			return object({how: oneOf(['connect'])}, {})(placed) as Readiness;
		case 'http':
			return object(
				{how: oneOf(['http']), path: text(/^[/{]/, 'a path, led by a slash')},
				{headers: record(text()), statuses: list(integer), contains: list(text())},
			)(placed) as Readiness;
		case 'talk':
			return object(
				{how: oneOf(['talk']), expect: text(/./, 'what it answers')},
				{send: text(), starting: text()},
			)(placed) as Readiness;
	}
};

const url: Reader<NonNullable<PortSpec['url']>> = placed =>
	typeof placed.value === 'object' ? object({by: NAME, urls: record(text())}, {})(placed) : text()(placed);

const port: Reader<PortSpec> = placed => ({
	isRequired: true,
	...(object(
		{name: NAME, kind: oneOf(['http', 'https', 'tcp', 'unix'])},
		{isRequired: claim, url, readiness},
	)(placed) as Omit<PortSpec, 'isRequired'>),
});

/** Lines, or one text with line ends. */
const lines: Reader<readonly string[]> = placed =>
	typeof placed.value === 'string' ? placed.value.split('\n') : list(text())(placed);

const app = object(
	{name: NAME, body: lines},
	{
		title: text(),
		help: text(),
		parameters: list(parameter),
		ports: list(port),
		secrets: list(NAME),
		actions: list(object({name: NAME, help: text(), body: lines}, {}) as Reader<ActionSpec>),
		scale: object({name: NAME, help: text(), most: integer, body: lines}, {}) as Reader<ScaleSpec>,
	},
);

/**
 * An app as a person wrote it: the JSON of an {@link AppDriver}; what a small app has no use for may be left out.
 *
 * @throws {Fault} `config`: the place in it, and what is wanted there.
 */
export function readAppFile(json: string): AppDriver {
	try {
		const value: unknown = JSON.parse(json);
		const read = app({value, place: ''});
		const {parameters = [], ports = [], secrets = [], title = read.name, help = ''} = read;
		const whole: AppDriver = {
			...read,
			title,
			help,
			ports,
			secrets,
			parameters: parameters.map(each => ({...each, default: each.default ?? ''})),
		};
		checkNames(whole);
		checkTexts(whole);
		checkDefaults(whole);
		return whole;
	} catch (error) {
		if (error instanceof Misfit || error instanceof SyntaxError) {
			throw new Fault('config', error.message, {
				hint: 'hpctui app show NAME --file prints one that is right',
				cause: error,
			});
		}

		throw error;
	}
}

/** An app as its file would have it: what it does by code is left out, and a body that is made by code is empty. */
export function appFileOf(whole: AppDriver): AppDriver {
	const {activity: _activity, connectionFile: _file, partBody: _part, body, ...data} = whole;
	return {...data, body: typeof body === 'function' ? [] : body};
}

function checkNames(whole: AppDriver): void {
	const {parameters, ports, secrets, actions = [], scale} = whole;
	const lists = {parameters, ports, actions, secrets: secrets.map(name => ({name}))};
	for (const [place, entries] of Object.entries(lists)) {
		const names = entries.map(({name}) => name);
		const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
		if (twice !== -1) {
			throw new Misfit(`${place}[${twice}]`, `${JSON.stringify(names[twice])} is there already`);
		}
	}

	const both = secrets.findIndex(name => TAKEN.test(name) || parameters.some(each => each.name === name));
	if (both !== -1) {
		throw new Misfit(`secrets[${both}]`, `${JSON.stringify(secrets[both])} is taken: choose another name`);
	}

	if (scale !== undefined && !parameters.some(({name, type}) => name === scale.name && type === 'integer')) {
		throw new Misfit('scale.name', 'it is the name of a parameter of type integer, and there is none of that name');
	}
}

/** A name in braces that nobody will ever fill would be a URL that leads nowhere. Evidence may be any name in mixed case. */
function checkTexts({parameters, secrets, ports}: AppDriver): void {
	const known = new Set([...parameters.map(({name}) => name), ...secrets, 'host', 'port']);
	for (const [index, {url: link, readiness: ready}] of ports.entries()) {
		const links = typeof link === 'object' ? Object.values(link.urls) : link === undefined ? [] : [link];
		const asked = ready?.how === 'http' ? [ready.path, ...Object.values(ready.headers ?? {})] : [];
		const said = ready?.how === 'talk' ? [ready.send ?? ''] : [];
		const unknown = [...links, ...asked, ...said]
			.flatMap(namesIn)
			.find(name => !known.has(name) && !/[A-Z]/.test(name));
		if (unknown !== undefined) {
			throw new Misfit(
				`ports[${index}]`,
				`{${unknown}} is neither a parameter nor a secret; there are: ${[...known].join(', ')}`,
			);
		}
	}
}

/** A default that its own parameter would refuse. */
function checkDefaults(whole: AppDriver): void {
	for (const [index, each] of whole.parameters.entries()) {
		if (each.type === 'choice' && (each.choices ?? []).length === 0) {
			throw new Misfit(`parameters[${index}]`, 'a choice needs the member "choices"');
		}
	}

	const optional = whole.parameters.map(each => ({...each, isRequired: false}));
	try {
		portsOf(whole, settingsFor({...whole, parameters: optional}, {}));
	} catch (error) {
		const {message, hint} = Fault.from(error);
		throw new Misfit('parameters', `${message}: ${hint ?? ''}`);
	}
}

function expression(): Reader<string> {
	return ({value, place}: Placed) => {
		const source = text()({value, place});
		try {
			new RegExp(source, 'u');
			return source;
		} catch (error) {
			throw new Misfit(place, error instanceof Error ? error.message : 'no regular expression');
		}
	};
}
