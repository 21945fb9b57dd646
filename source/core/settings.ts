import type {AppDriver, Parameter} from './app.js';
import {Fault} from './fault.js';

/**
 * The app's parameters with the person's values laid over the defaults. Throws a `usage` fault for a name that the app
 * does not have and for a value of the wrong type.
 */
export function settingsFor(app: AppDriver, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	const known = new Map(app.parameters.map(parameter => [parameter.name, parameter]));
	const settings: Record<string, string> = {...defaultSettings(app)};
	for (const [name, value] of Object.entries(given)) {
		const parameter = known.get(name);
		if (parameter === undefined) {
			throw new Fault('usage', `${app.name} has no setting called ${JSON.stringify(name)}`, {
				hint: known.size === 0 ? `${app.name} has no settings` : `one of: ${[...known.keys()].join(', ')}`,
			});
		}

		settings[name] = value;
	}

	for (const parameter of app.parameters) {
		checked(app, parameter, settings[parameter.name] ?? '');
	}

	return settings;
}

/** What holds where nothing was said: also of a job that somebody else started. */
export function defaultSettings(app: AppDriver): Readonly<Record<string, string>> {
	return Object.fromEntries(app.parameters.map(parameter => [parameter.name, parameter.default]));
}

function checked(app: AppDriver, parameter: Parameter, value: string): void {
	const wanted = complaint(parameter, value);
	if (wanted !== null) {
		const what = value === '' ? 'has to be said' : `cannot be ${JSON.stringify(value)}`;
		throw new Fault('usage', `${app.name}: ${parameter.name} ${what}`, {hint: wanted});
	}
}

/** What is wrong with the value, as a hint; null: nothing. */
function complaint(parameter: Parameter, value: string): string | null {
	if (value.includes('\0')) {
		return 'no NUL characters';
	}

	const {pattern, isRequired = false, default: standard, help} = parameter;
	if (value.trim() === '' && (isRequired || standard === '')) {
		return isRequired ? `${help}: --set ${parameter.name}=...` : null;
	}

	if (pattern !== undefined && !new RegExp(`^(?:${pattern.expression})$`, 'su').test(value)) {
		return pattern.wanted;
	}

	switch (parameter.type) {
		case 'integer':
			return isInRange(parameter, value) ? null : rangeOf(parameter);
		case 'boolean':
			return value === 'true' || value === 'false' ? null : 'true or false';
		case 'choice':
			return parameter.choices?.includes(value) === true ? null : `one of: ${(parameter.choices ?? []).join(', ')}`;
		case 'text':
		case 'path':
		case 'ports':
		case 'session':
			return null;
	}
}

function isInRange({least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY}: Parameter, value: string) {
	return /^-?\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function rangeOf({least, most}: Parameter): string {
	const from = least === undefined ? '' : ` from ${least}`;
	const to = most === undefined ? '' : ` to ${most}`;
	return `a whole number${from}${to}`;
}
