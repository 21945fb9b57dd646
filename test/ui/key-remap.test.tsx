import {describe, expect, it} from 'vitest';
import {DEFAULT_SCREEN, screenSettings} from '../../source/core/screen-settings.js';
import {remapped, USUAL_KEYS} from '../../source/ui/key-remap.js';
import {sessionOf} from './fixtures/documents.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening({sessions: [sessionOf()]});

describe('what the file says of the screen', () => {
	it.each([
		[undefined, DEFAULT_SCREEN],
		[{}, DEFAULT_SCREEN],
		[{prefix: 'C-a'}, {prefix: 'C-a', keys: {}}],
		[
			{keys: {'stop-session': 'X', filter: ['C-f', 'é']}},
			{prefix: 'C-b', keys: {'stop-session': ['X'], filter: ['C-f', 'é']}},
		],
		[{keys: {zoom: []}}, {prefix: 'C-b', keys: {zoom: []}}],
	])('%j is %j', (written, settings) => {
		expect(screenSettings(written)).toEqual(settings);
	});

	it.each([
		[[], 'screen in config.json must be an object'],
		[{colour: 'red'}, 'screen.colour in config.json must be one of prefix, keys'],
		[{prefix: 'b'}, 'screen.prefix'],
		[{prefix: 'C-bb'}, 'screen.prefix'],
		[{keys: []}, 'screen.keys in config.json must be an object'],
		[{keys: {zoom: 3}}, 'screen.keys.zoom'],
		[{keys: {zoom: ['ctrl+z']}}, 'screen.keys.zoom'],
		[{keys: {zoom: ['\u001b']}}, 'screen.keys.zoom'],
	])('%j is refused by name', (written, message) => {
		expect(() => screenSettings(written)).toThrow(message);
	});
});

describe('other keys', () => {
	it('stand in place of the usual ones, behind the prefix too', () => {
		const keys = remapped({prefix: 'C-a', keys: {'stop-session': ['X'], 'attach.detach': ['q']}});
		expect(keys.table.find(({id}) => id === 'stop-session')?.keys).toEqual(['X']);
		expect(keys.table.find(({id}) => id === 'zoom')?.keys).toEqual(['z']);
		expect(keys.behindPrefix.find(({id}) => id === 'detach')?.keys).toEqual(['q']);
		expect(remapped(DEFAULT_SCREEN)).toEqual(USUAL_KEYS);
	});

	it.each([
		[{nothing: ['x']}, 'there is no key called "nothing"'],
		[{zoom: ['x']}, 'x cannot be stop-session and zoom'],
		[{'attach.detach': ['s']}, 's cannot be attach.detach and attach.sessions'],
		[{'attach.detach': ['C-b']}, 'C-b is the prefix'],
	])('%j are refused, and it is said why', (keys, message) => {
		expect(() => remapped({prefix: 'C-b', keys})).toThrow(message);
	});

	it('are what the screen obeys, hints at and helps with', async () => {
		const screen = open({
			rows: 60,
			answers: {'settings.screen': () => ({prefix: 'C-b', keys: {'stop-session': ['X']}})},
		});
		await screen.until('X stop');
		screen.press('x');
		await screen.until('x does nothing here');
		screen.press('X');
		await screen.until('Stop analysis?');
		screen.press(KEYS.escape);
		await screen.untilGone('Stop analysis?');
		screen.press('?');
		await screen.until(/X +Stop the session/);
	});

	it('that make no sense are told, and the usual ones hold', async () => {
		const screen = open({
			answers: {'settings.screen': () => ({prefix: 'C-b', keys: {zoom: ['x']}})},
		});
		await screen.until('x cannot be stop-session and zoom');
		screen.press('x');
		await screen.until('Stop analysis?');
	});
});
