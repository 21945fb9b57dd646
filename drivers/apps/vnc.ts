import type {AppDriver} from '../../source/core/app.js';
import {ENTER, ENVIRONMENT} from './common/environment.js';
import {SCRATCH} from './common/scratch.js';
import {VNC_BODY} from './vnc/body.js';

/**
 * A desktop on the node, drawn in the browser: TigerVNC's X server behind noVNC and websockify. The password stands in the fragment of the URL,
 * which noVNC reads (app/webutil.js, getConfigVar) and no browser sends. VNC knows eight characters of it, so that the
 * X server itself is on no port: a socket in a folder of ours is its only other door. A file that only this session has tells that the
 * page is ours.
 */
const vnc: AppDriver = {
	name: 'vnc',
	title: 'Desktop (VNC)',
	help: 'A desktop on the node in the browser, by TigerVNC, noVNC and websockify.',
	parameters: [
		{
			name: 'desktop',
			type: 'text',
			default: '',
			help: 'what to start on it, as shell words: startxfce4; ~/.vnc/xstartup or what is found if empty',
			pattern: {expression: '[^\\r\\n]*', wanted: 'one line'},
		},
		{
			name: 'geometry',
			type: 'text',
			default: '1280x800',
			help: 'its size until a browser says another',
			pattern: {expression: '\\d{2,5}x\\d{2,5}', wanted: 'WIDTHxHEIGHT in pixels'},
		},
		{name: 'novnc', type: 'path', default: '', help: 'the folder of noVNC (vnc.html); looked for if empty'},
		...ENVIRONMENT,
	],
	ports: [
		{
			name: 'desktop',
			kind: 'http',
			isRequired: true,
			url: '/vnc.html#autoconnect=1&reconnect=1&resize=remote&password={password}',
			readiness: {how: 'http', path: '/session-{mark}.txt', contains: ['desktop of hpctui']},
		},
	],
	secrets: ['password', 'mark'],
	body: [...ENTER.split('\n'), ...SCRATCH, ...VNC_BODY],
};

export default vnc;
