import {describe, expect, test} from 'vitest';
import type {AppDriver, Parameter} from '../../source/core/app.js';
import {settingsFor} from '../../source/core/settings.js';
import {faultOf} from './thrown.js';

const parameters: readonly Parameter[] = [
	{name: 'count', type: 'integer', default: '3', help: ''},
	{name: 'isOn', type: 'boolean', default: 'false', help: ''},
	{name: 'flavour', type: 'choice', choices: ['lab', 'notebook'], default: 'lab', help: ''},
	{name: 'folder', type: 'path', default: '', help: ''},
	{name: 'greeting', type: 'text', default: 'hello', help: ''},
];

function app(some: readonly Parameter[] = parameters): AppDriver {
	return {
		name: 'sample',
		title: '',
		help: '',
		parameters: some,
		ports: [],
		secrets: [],
		body: [],
	};
}

test('defaults, with what was given laid over them', () => {
	expect(settingsFor(app(), {})).toEqual({count: '3', isOn: 'false', flavour: 'lab', folder: '', greeting: 'hello'});
	expect(settingsFor(app(), {count: '-7', isOn: 'true', folder: '~/a b', greeting: 'a\nb "c"'})).toEqual({
		count: '-7',
		isOn: 'true',
		flavour: 'lab',
		folder: '~/a b',
		greeting: 'a\nb "c"',
	});
});

describe('refused, with what would do', () => {
	test.each([
		['count', '1.5', 'a whole number'],
		['count', '', 'a whole number'],
		['count', '1e3', 'a whole number'],
		['count', '9'.repeat(16), 'a whole number'],
		['isOn', 'yes', 'true or false'],
		['flavour', 'classic', 'one of: lab, notebook'],
		['greeting', 'a\0b', 'no NUL characters'],
		['unknown', 'x', 'one of: count, isOn, flavour, folder, greeting'],
		['constructor', 'x', 'one of: count, isOn, flavour, folder, greeting'],
	])('%s=%j', (name, value, hint) => {
		expect(faultOf(() => settingsFor(app(), {[name]: value}))).toMatchObject({kind: 'usage', hint});
	});

	test('an app without settings says so', () => {
		expect(faultOf(() => settingsFor(app([]), {x: '1'})).hint).toBe('sample has no settings');
	});
});
