import type {AppDriver} from '../../source/core/app.js';
import {shell} from '../../source/core/shell-text.js';
import {ENTER, ENVIRONMENT} from './common/environment.js';
import {REDIS} from './redis/server.js';

/** A Redis server with a password of its own. The password is in a file of the session's folder, never in an argument. */
const redis: AppDriver = {
	name: 'redis',
	title: 'Redis',
	help: 'A Redis server with a password; hpctui url SESSION is its URL, password and all, for a client on this machine.',
	parameters: [
		{name: 'data', type: 'path', default: '', help: 'a folder in which it keeps its data; it forgets them if empty'},
		{
			name: 'memory',
			type: 'text',
			default: '',
			help: 'the most that it may use: 4gb',
			pattern: {expression: '\\d{1,9}([kmg]b?)?', wanted: 'a number, with kb, mb or gb behind it'},
		},
		...ENVIRONMENT,
	],
	ports: [
		{
			name: 'redis',
			kind: 'tcp',
			isRequired: true,
			url: 'redis://:{password}@{host}:{port}/0',
			readiness: {how: 'talk', send: 'AUTH {password}\r\nPING\r\n', expect: '+PONG', starting: '-LOADING'},
		},
	],
	secrets: ['password'],
	actions: [
		{
			name: 'save',
			help: 'write the data to the disk now',
			body: ['REDISCLI_AUTH=$(cat "$HPCTUI_FOLDER/password") redis-cli -p "$HPCTUI_PORT_REDIS" SAVE'],
		},
	],
	body: [
		...ENTER.split('\n'),
		...REDIS,
		...shell`hpctui_configure_redis "$HPCTUI_PORT_REDIS" "$HPCTUI_SET_DATA" "$HPCTUI_SET_MEMORY"
exec redis-server "$HPCTUI_FOLDER/redis.conf"`.split('\n'),
	],
};

export default redis;
