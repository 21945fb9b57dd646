import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {lastValues, NO_MEMORY, parseMemory, withForm} from '../../source/ui/memory.js';
import {memoryFileIn} from '../../source/ui/memory-file.js';
import {pathsFrom} from '../../source/wire/paths.js';
import {ago, sessionOf} from './fixtures/documents.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening({sessions: [sessionOf()]});

describe('the screen', () => {
	it('begins with the pane of the last time, and remembers the one that it is left with', async () => {
		const screen = open({memory: {pane: 'tunnels'}});
		await screen.until('▸tunnels');
		await screen.until('analysis');
		screen.press('i');
		await screen.until('▸job');
		screen.close();
		expect(screen.outside.remembered.at(-1)).toMatchObject({pane: 'job'});
	});

	it('fills the form with what was submitted the last time for this app on this cluster', async () => {
		const made = sessionOf({id: 'new', name: 'made', state: 'submitting', url: null, tunnels: [], createdAt: ago(0)});
		const answers = {
			'session.plan': () => ({script: '#!/bin/sh\n', command: 'sbatch job.sh'}),
			'session.new': () => made,
		};
		const screen = open({answers});
		await screen.until('analysis');
		screen.press('n');
		await screen.until('12 of 40 nodes idle');
		screen.press(KEYS.down, KEYS.down, 'm', 'a', 'd', 'e', KEYS.down, '2', 'h', KEYS.enter);
		await screen.until('script for iris');
		screen.press(KEYS.enter);
		await screen.until('made is submitted');
		screen.press('n');
		const frame = await screen.until('new session');
		expect(frame).toMatch(/Walltime +2h/);
		expect(frame).toMatch(/Name +made from the app/);
	});
});

describe('a memory', () => {
	it('is of one app on one cluster, without what is new each time', () => {
		const forms = withForm({}, {app: 'jupyter', cluster: 'iris', name: 'x', walltime: '2h', queue: ' '});
		expect(lastValues(forms, {app: 'jupyter', cluster: 'iris'})).toEqual({walltime: '2h'});
		expect(lastValues(forms, {app: 'redis', cluster: 'iris'})).toEqual({});
	});

	it('keeps the forms that were sent last', () => {
		let forms = {};
		for (let index = 0; index < 60; index++) {
			forms = withForm(forms, {app: `app${index}`, cluster: 'iris', walltime: '1h'});
		}

		expect(Object.keys(forms)).toHaveLength(50);
		expect(lastValues(forms, {app: 'app59', cluster: 'iris'})).toEqual({walltime: '1h'});
	});

	it.each(['', 'null', '[]', '{"pane":"nowhere","isWrapped":"yes","commands":[1,{}],"forms":{"a":3,"b":{"c":4}}}'])(
		'that reads %j forgets what makes no sense',
		text => {
			expect(parseMemory(text)).toMatchObject({...NO_MEMORY, forms: expect.any(Object)});
		},
	);

	it('lies in a file that nobody else may read', async () => {
		const home = await mkdtemp(join(tmpdir(), 'hpctui-memory-'));
		try {
			const paths = pathsFrom({HPCTUI_HOME: home});
			const place = memoryFileIn(paths);
			expect(place.read()).toEqual(NO_MEMORY);
			place.write({...NO_MEMORY, pane: 'events', commands: ['ls']});
			const file = join(paths.state, 'screen.json');
			expect((await stat(file)).mode & 0o777).toBe(0o600);
			expect(place.read()).toEqual({...NO_MEMORY, pane: 'events', commands: ['ls']});
			await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20));
			expect(place.read()).toEqual(NO_MEMORY);
		} finally {
			await rm(home, {recursive: true});
		}
	});
});
