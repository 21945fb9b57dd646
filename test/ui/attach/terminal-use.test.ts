import {expect, test} from 'vitest';
import {depthOf, terminalUse} from '../../../source/ui/attach/run-attachment.js';

test.each([
	[{TERM: 'xterm-256color'}, 'picture', '256'],
	[{TERM: 'xterm-256color', COLORTERM: 'truecolor'}, 'picture', 'true'],
	[{TERM: 'linux'}, 'picture', '16'],
	[{TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1'}, 'picture', 'none'],
	[{TERM: 'xterm-256color', NO_COLOR: ''}, 'picture', '256'],
	[{TERM: 'xterm-256color', HPCTUI_SCREEN_READER: '1'}, 'lines', '256'],
	[{TERM: 'xterm-256color', HPCTUI_SCREEN_READER: '0'}, 'picture', '256'],
	[{TERM: 'dumb'}, 'bare-lines', '16'],
	[{TERM: 'dumb', HPCTUI_SCREEN_READER: 'yes'}, 'bare-lines', '16'],
] as const)('with %j a terminal is shown as %s, in %s colours', (env, use, depth) => {
	expect([terminalUse(env), depthOf(env)]).toEqual([use, depth]);
});
