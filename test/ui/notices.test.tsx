import {describe, expect, it} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {sessionOf} from './fixtures/documents.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening({sessions: [sessionOf()]});

describe('what was told', () => {
	it('can be reread with its time, but for quiet words about keys', async () => {
		const screen = open({
			answers: {
				'session.stop': () => {
					throw new Fault('link', 'iris cannot be reached', {hint: 'is the network up?'});
				},
			},
		});
		await screen.until('analysis');
		screen.press('~');
		await screen.until('nothing yet');
		screen.press('~');
		await screen.untilGone('told so far');
		screen.press('u');
		await screen.until('u does nothing here');
		screen.press('x');
		await screen.until('Stop analysis?');
		screen.press('y');
		await screen.until('iris cannot be reached');
		screen.press(KEYS.escape);
		await screen.untilGone('iris cannot be reached');
		screen.press('~');
		const frame = await screen.until(/14:02 +iris cannot be reached/);
		expect(frame).toContain('is the network up?');
		expect(frame).not.toContain('does nothing here');
	});
});

describe('tunnels', () => {
	it('are added and removed by the command itself, begun for the session', async () => {
		const screen = open();
		await screen.until('analysis');
		screen.press('A');
		await screen.until(' : tunnel add % ');
		screen.press(KEYS.escape);
		await screen.untilGone(' : tunnel');
		screen.press('D');
		await screen.until(' : tunnel rm % ');
	});
});
