import {expect, test} from 'vitest';
import command from '../../drivers/apps/command.js';
import {startJob} from '../core/job.js';

function body(settings: Readonly<Record<string, string>>) {
	return command.body({settings: {port: '', path: '/', ...settings}, bind: '127.0.0.1', workdir: null});
}

test('runs shell words and tells the port that they serve', async () => {
	const line = `echo "$HPCTUI_PORT_MAIN on $HPCTUI_BIND" | sed 's/^/port /'; exit 4`;
	const job = startJob({body: body({command: line, port: '5000'}), ports: [{name: 'main', fixed: null}]});
	const {ports} = await job.entry('started');
	expect(await job.entry('serving')).toEqual({type: 'serving', port: 'main', number: 5000});
	expect(await job.entry('exited')).toMatchObject({code: 4});
	expect(job.output()).toBe(`port ${ports['main']} on 127.0.0.1\n`);
});

test.each([
	{command: ''},
	{command: ' '},
	{command: 'x', port: '0'},
	{command: 'x', port: '65536'},
	{command: 'x', port: '5;y'},
])('%j is wrong usage', settings => {
	expect(() => body(settings)).toThrow(expect.objectContaining({kind: 'usage'}));
});

test('its URL has the path that was asked for', () => {
	expect(command.urlPath('main', {}, {path: 'dashboard'})).toBe('/dashboard');
	expect(command.urlPath('main', {}, {})).toBe('/');
});
