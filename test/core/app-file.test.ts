import {globSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {AppDriver} from '../../source/core/app.js';
import {appFileOf, readAppFile} from '../../source/core/app-file.js';
import {faultOf} from './thrown.js';

const SMALL = {
	name: 'viewer',
	body: ['exec viewer --port "$HPCTUI_PORT_WEB"'],
	ports: [{name: 'web', kind: 'http', url: '/'}],
};

test('a small app needs a name and a body; the rest has what a small app would want', () => {
	expect(readAppFile(JSON.stringify(SMALL))).toEqual({
		name: 'viewer',
		title: 'viewer',
		help: '',
		parameters: [],
		ports: [{name: 'web', kind: 'http', isRequired: true, url: '/'}],
		secrets: [],
		body: SMALL.body,
	});
});

test('a body may be one text', () => {
	expect(readAppFile(JSON.stringify({...SMALL, body: 'cd data\nexec viewer'})).body).toEqual([
		'cd data',
		'exec viewer',
	]);
});

const root = join(import.meta.dirname, '../../drivers/apps');
const drivers = await Promise.all(
	globSync('*.ts', {cwd: root}).map(async file => ((await import(join(root, file))) as {default: AppDriver}).default),
);

describe('the apps that come with the program are examples', () => {
	test.each(drivers.filter(({body}) => typeof body !== 'function').map(app => [app.name, app] as const))(
		'%s',
		(_name, app) => {
			expect(readAppFile(JSON.stringify(appFileOf(app)))).toEqual(appFileOf(app));
		},
	);
});

describe('what is wrong is told with its place', () => {
	const port = {name: 'web', kind: 'http'};
	test.each<[string, unknown, string]>([
		['no JSON', '{"name": ', 'JSON'],
		['no object', '[]', '[] is not an object: {...}'],
		['no name', {body: []}, 'the member "name" is missing'],
		['a strange name', {...SMALL, name: 'My App'}, 'name: "My App" is not a name: up to 32 small letters'],
		['a slip of the hand', {...SMALL, prots: []}, 'prots: there is no such member; there are: name, body, title'],
		['a strange kind', {...SMALL, ports: [port, {name: 'b', kind: 'ftp'}]}, 'ports[1].kind: "ftp" is not one of: http'],
		['a port twice', {...SMALL, ports: [port, port]}, 'ports[1]: "web" is there already'],
		['a secret over our own file', {...SMALL, secrets: ['record']}, 'secrets[0]: "record" is taken'],
		[
			'a name nobody fills',
			{...SMALL, ports: [{...port, url: '/?t={tokn}'}]},
			'ports[0]: {tokn} is neither a parameter nor a secret',
		],
		[
			'a default out of range',
			{...SMALL, parameters: [{name: 'n', type: 'integer', default: '9', most: 3, help: ''}]},
			'parameters: viewer: n cannot be "9": a whole number to 3',
		],
		[
			'a choice of nothing',
			{...SMALL, parameters: [{name: 'n', type: 'choice', help: ''}]},
			'parameters[0]: a choice needs',
		],
		[
			'a readiness of another kind',
			{...SMALL, ports: [{...port, readiness: {how: 'ask'}}]},
			'ports[0].readiness.how: "ask"',
		],
		[
			'a bad expression',
			{...SMALL, parameters: [{name: 'n', type: 'text', help: '', pattern: {expression: '(', wanted: ''}}]},
			'expression',
		],
	])('%s', (_what, file, said) => {
		const fault = faultOf(() => readAppFile(typeof file === 'string' ? file : JSON.stringify(file)));
		expect(fault).toMatchObject({kind: 'config', message: expect.stringContaining(said)});
		expect(fault.hint).toContain('hpctui app show NAME --file');
	});
});
