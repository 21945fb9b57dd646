import {readdirSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {SCHEDULERS, TRANSPORTS} from '../../source/core/cluster.js';
import {loadRegistry, pick, type Registry} from '../../source/daemon/registry.js';
import {faultOf} from '../core/thrown.js';

const registry = await loadRegistry();
const shelves = Object.keys(registry) as (keyof Registry)[];

function filesOf(shelf: string): readonly string[] {
	return readdirSync(new URL(`../../drivers/${shelf}/`, import.meta.url), {withFileTypes: true}).flatMap(entry =>
		entry.isFile() ? [entry.name] : [],
	);
}

describe.each(shelves)('drivers/%s', shelf => {
	const files = filesOf(shelf);

	test('each file is a driver, named as its file', () => {
		expect(files.length).toBeGreaterThan(0);
		expect([...registry[shelf].keys()].map(name => `${name}.ts`).sort()).toEqual([...files].sort());
	});

	test.each([...registry[shelf]])('%s has the name under which it stands', (name, driver) => {
		expect(driver.name).toBe(name);
		expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
	});
});

test('the drivers that help names are there, and no others', () => {
	const named = (names: readonly string[]) => names.filter(name => name !== 'auto').sort();
	expect([...registry.schedulers.keys()].sort()).toEqual(named(SCHEDULERS));
	expect([...registry.transports.keys()].sort()).toEqual(named(TRANSPORTS));
	expect([...registry.routes.keys()]).toEqual(expect.arrayContaining(['forward', 'jump']));
	expect([...registry.addresses.keys()]).toEqual(
		expect.arrayContaining(['infiniband', 'public', 'hostname', 'loopback', 'interface', 'ip']),
	);
	expect([...registry.apps.keys()]).toContain('jupyter');
});

describe('pick', () => {
	const shelf = new Map([
		['b', 2],
		['a', 1],
	]);

	test('the driver of that name', () => {
		expect(pick(shelf, 'route', 'b')).toBe(2);
	});

	test.each([
		['route', 2],
		['app', 3],
	])('an unknown %s: exit %d, with what there is', (kind, exitCode) => {
		const fault = faultOf(() => pick(shelf, kind, 'c'));
		expect(fault).toMatchObject({exitCode, message: `there is no ${kind} called "c"`, hint: 'one of: a, b'});
	});
});
