import type {AppDriver, Parameter} from './app.js';
import {Fault} from './fault.js';

/**
 * The app's parameters with the person's values laid over the defaults. Throws a `usage` fault for a name that the app
 * does not have and for a value of the wrong type.
 */
export function settingsFor(app: AppDriver, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	const known = new Map(app.parameters.map(parameter => [parameter.name, parameter]));
	const settings = Object.fromEntries(app.parameters.map(parameter => [parameter.name, parameter.default]));
	for (const [name, value] of Object.entries(given)) {
		const parameter = known.get(name);
		if (parameter === undefined) {
			throw new Fault('usage', `${app.name} has no setting called ${JSON.stringify(name)}`, {
				hint: known.size === 0 ? `${app.name} has no settings` : `one of: ${[...known.keys()].join(', ')}`,
			});
		}

		settings[name] = checked(app, parameter, value);
	}

	return settings;
}

function checked(app: AppDriver, parameter: Parameter, value: string): string {
	const wanted = complaint(parameter, value);
	if (wanted !== null) {
		throw new Fault('usage', `${app.name}: ${parameter.name} cannot be ${JSON.stringify(value)}`, {hint: wanted});
	}

	return value;
}

/** What is wrong with the value, as a hint; null: nothing. */
function complaint(parameter: Parameter, value: string): string | null {
	if (value.includes('\0')) {
		return 'no NUL characters';
	}

	switch (parameter.type) {
		case 'integer':
			return /^-?\d{1,15}$/.test(value) ? null : 'a whole number';
		case 'boolean':
			return value === 'true' || value === 'false' ? null : 'true or false';
		case 'choice':
			return parameter.choices?.includes(value) === true ? null : `one of: ${(parameter.choices ?? []).join(', ')}`;
		case 'text':
		case 'path':
			return null;
	}
}
