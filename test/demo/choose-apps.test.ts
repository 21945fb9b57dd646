import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {chooseApps} from '../../source/demo/choose-apps.js';
import {type DemoPlaces, demoPlacesIn} from '../../source/demo/places.js';

let state: string;
let places: DemoPlaces;

beforeEach(async () => {
	state = await mkdtemp(join(tmpdir(), 'hpctui-demo-'));
	places = demoPlacesIn(state);
	await mkdir(places.home, {recursive: true});
	vi.stubEnv('PATH', state);
});

afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(state, {recursive: true, force: true});
});

test('without Jupyter it is the notepad', async () => {
	expect(await chooseApps(places)).toEqual(['notepad']);
});

test.each(['jupyter-lab', 'jupyter-notebook'])('%s that starts comes first', async name => {
	await writeFile(join(state, name), '#!/bin/sh\necho 7.0.0\n', {mode: 0o755});
	expect(await chooseApps(places)).toEqual(['jupyter', 'notepad']);
});

test('a Jupyter that is there and broken, as after an upgrade of Python, counts for nothing', async () => {
	await writeFile(join(state, 'jupyter-lab'), '#!/bin/sh\nexit 1\n', {mode: 0o755});
	await writeFile(join(state, 'jupyter-notebook'), '#!/no/such/python\n', {mode: 0o755});
	expect(await chooseApps(places)).toEqual(['notepad']);
});
