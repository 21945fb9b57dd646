import {expect, test} from 'vitest';
import command from '../../drivers/apps/command.js';
import {urlOf} from '../../source/core/app-answer.js';
import {bodyOf} from '../../source/core/app-body.js';
import {portsOf} from '../../source/core/app-ports.js';
import {settingsFor} from '../../source/core/settings.js';
import {startJob} from '../core/job.js';
import {faultOf} from '../core/thrown.js';

type Settings = Readonly<Record<string, string>>;

function start(given: Settings) {
	const settings = settingsFor(command, given);
	const ports = portsOf(command, settings).map(({name, fixed}) => ({name, fixed}));
	return startJob({body: bodyOf(command, {settings, bind: '127.0.0.1', workdir: null}), ports});
}

test('runs shell words and tells the port that they serve', async () => {
	const line = `echo "$HPCTUI_PORT_MAIN on $HPCTUI_BIND" | sed 's/^/port /'; exit 4`;
	const job = start({command: line, port: '5000'});
	const {ports} = await job.entry('started');
	expect(await job.entry('serving')).toEqual({type: 'serving', port: 'main', number: 5000});
	expect(await job.entry('exited')).toMatchObject({code: 4});
	expect(job.output()).toBe(`port ${ports['main']} on 127.0.0.1\n`);
});

test('serves as many ports as it is told, those with a number as they are', async () => {
	const job = start({command: 'echo $HPCTUI_PORT_WEB $HPCTUI_PORT_API', ports: 'web=8099 api:tcp'});
	const {ports} = await job.entry('started');
	await job.ended;
	expect(ports).toMatchObject({web: 8099, api: expect.any(Number)});
	expect(job.output()).toBe(`8099 ${ports['api']}\n`);
});

test.each<[Settings, string]>([
	[{}, 'what to run, as in a shell: ./train.py --epochs 3: --set command=...'],
	[{command: ' '}, 'what to run, as in a shell: ./train.py --epochs 3: --set command=...'],
	[{command: 'x', port: '0'}, 'a whole number from 1 to 65535'],
	[{command: 'x', port: '65536'}, 'a whole number from 1 to 65535'],
	[{command: 'x', port: '5;y'}, 'a whole number from 1 to 65535'],
])('%j is wrong usage', (given, hint) => {
	expect(faultOf(() => settingsFor(command, given))).toMatchObject({kind: 'usage', hint});
});

test.each(['web=0', 'web=70000', 'Web', 'web:ftp', 'main', 'a a'])('ports %j are wrong usage', ports => {
	const settings = settingsFor(command, {command: 'x', ports});
	expect(faultOf(() => portsOf(command, settings)).kind).toBe('usage');
});

test.each([
	['dashboard', 'http://127.0.0.1:1/dashboard'],
	['/', 'http://127.0.0.1:1/'],
	['//evil.example/x?y=1', 'http://127.0.0.1:1/evil.example/x?y=1'],
])('its URL has the path %j', (path, wanted) => {
	const [port] = portsOf(command, settingsFor(command, {command: 'x', path}));
	expect(port && urlOf(port, {host: '127.0.0.1', port: 1, isSecure: false}, {path})).toBe(wanted);
});
