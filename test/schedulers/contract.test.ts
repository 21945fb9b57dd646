import {readdirSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {Command, Query} from '../../source/core/command.js';
import type {SchedulerDriver, Submission} from '../../source/core/scheduler.js';
import {NOTHING} from '../core/samples.js';
import {casesOf, missingOf, readingOf} from './fixture.js';
import {QUERY_NAMES, type QueryName, REQUIRED_CASES} from './required-cases.js';

/** Every driver against every captured case of it, and against the list of cases that each must have. */
const folder = new URL('../../drivers/schedulers/', import.meta.url);
const files = readdirSync(folder).filter(name => name.endsWith('.ts'));
const drivers = await Promise.all(
	files.map(async name => ((await import(new URL(name, folder).href)) as {default: SchedulerDriver}).default),
);

describe.each(drivers)('$name', driver => {
	const cases = casesOf(driver.name);
	const missing = missingOf(driver.name);

	test('its file bears its name', () => {
		expect(files).toContain(`${driver.name}.ts`);
	});

	test('it has each required case, or a reason why not', () => {
		const present = new Set(cases.map(({query, name}) => `${query}.${name}`));
		const required = QUERY_NAMES.filter(query => driver[query] !== undefined).flatMap(query =>
			REQUIRED_CASES[query].map(name => `${query}.${name}`),
		);
		expect(required.filter(name => !present.has(name) && missing[name] === undefined)).toEqual([]);
		expect(Object.keys(missing).filter(name => present.has(name) || !required.includes(name))).toEqual([]);
	});

	test.each(cases)('$query.$name', ({query, outcome, wanted}) => {
		const {read} = queryOf(driver, query);
		const reading = readingOf(() => read(outcome, wanted.input));
		if ('value' in wanted) {
			expect(reading).toEqual({value: wanted.value});
		} else {
			expect(reading).toMatchObject({fault: wanted.fault});
		}
	});

	test.each(QUERY_NAMES.filter(name => driver[name] !== undefined && name !== 'probe' && name !== 'limits'))(
		'the plan of %s hands values over as arguments, and never writes them into a script',
		name => {
			const [plain, odd] = [inputFor(driver, 'plain'), inputFor(driver, 'odd')].map(input =>
				queryOf(driver, name).plan(input[name]),
			);
			expect(scriptsIn(odd)).toEqual(scriptsIn(plain));
			const touched = (odd?.argv ?? []).filter(word => word.includes('touch x'));
			expect(touched.filter(word => !word.includes(ODD_TEXT))).toEqual([]);
		},
	);

	test.each(QUERY_NAMES)('what %s cannot read is a fault or a value, never a crash', name => {
		const query = driver[name];
		for (const bytes of [[], [0], [0xff, 0xfe, 10], [30], [30, 31, 29, 10], [123, 125]]) {
			for (const code of [0, 1, 127, 255, null]) {
				const outcome = {code, signal: null, stdout: Uint8Array.from(bytes), stderr: Uint8Array.from(bytes)};
				const reading = query && readingOf(() => queryOf(driver, name).read(outcome, inputFor(driver, 'plain')[name]));
				expect(reading && 'fault' in reading ? reading.fault.kind : null).not.toBe('bug');
			}
		}
	});
});

/** Everything that a shell would misread. */
const ODD_TEXT = `-o 'dd' "$(touch x)" \`y\` $HOME ü \\ ; * %j`;

type AnyQuery = Query<unknown, unknown>;

function queryOf(driver: SchedulerDriver, name: QueryName): AnyQuery {
	const query = driver[name];
	if (query === undefined) {
		throw new Error(`${driver.name} has no ${name}`);
	}

	return query as AnyQuery;
}

/** Inputs for each query. */
function inputFor(driver: SchedulerDriver, kind: 'plain' | 'odd'): Readonly<Record<QueryName, unknown>> {
	const id = idOf(driver);
	const text = kind === 'plain' ? 'plain' : ODD_TEXT;
	const submission: Submission = {
		tag: 'hpctui-01jd3z',
		folder: `/home/${text}`,
		scriptPath: `/home/${text}/job.sh`,
		schedulerLogPath: `/home/${text}/scheduler.log`,
		resources: {...NOTHING, walltime: 3600},
	};
	return {
		probe: undefined,
		limits: undefined,
		submit: submission,
		estimate: submission,
		list: {ids: [id]},
		history: {ids: [id]},
		cancel: {ids: [id]},
		find: {tag: text},
		describe: {id},
		extend: {id, walltimeSeconds: kind === 'plain' ? 3600 : 7200},
	};
}

/** An id as this scheduler gives them, from a case that every driver has. */
function idOf(driver: SchedulerDriver): string {
	const input = casesOf(driver.name).find(({query, name}) => query === 'cancel' && name === 'accepted')?.wanted.input;
	return (input as {ids: readonly string[]} | undefined)?.ids[0] ?? '4242';
}

/** The scripts among the arguments: what follows `sh -c`. */
function scriptsIn(command: Command | undefined): readonly (string | undefined)[] {
	const argv = command?.argv ?? [];
	return argv.flatMap((word, index) => (word === '-c' && argv[index - 1] === 'sh' ? [argv[index + 1]] : []));
}
