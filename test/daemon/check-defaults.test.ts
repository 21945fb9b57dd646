import {expect, test} from 'vitest';
import jupyter from '../../drivers/apps/jupyter.js';
import {DEFAULT_KEYS} from '../../source/core/request.js';
import {checkDefaults} from '../../source/daemon/check-defaults.js';
import {faultOf} from '../core/thrown.js';

test('what new takes, and what an app takes, may have a default', () => {
	const defaults = Object.fromEntries([...DEFAULT_KEYS, 'flavour'].map(key => [key, 'auto']));
	expect(() => checkDefaults(defaults, [jupyter])).not.toThrow();
});

test.each(['wlltime', 'Queue', '', 'constructor'])('%s is a slip', key => {
	expect(faultOf(() => checkDefaults({[key]: '4h'}, [jupyter]))).toMatchObject({
		kind: 'usage',
		message: `there is no default called "${key}"`,
		hint: expect.stringContaining('walltime, queue'),
	});
});
