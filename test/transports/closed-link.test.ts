import {expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {overEachWay} from './ways.js';

overEachWay('a closed link', there => {
	test('tells nothing but its end, and does nothing any more', async () => {
		const {link} = there;
		const running = await link.stream({argv: ['sleep', '60']});
		await link.close();
		expect(await link.closed).toBeNull();
		await running.exited.catch((fault: unknown) => expect(fault).toBeInstanceOf(Fault));
		for (const attempt of [
			link.run({argv: ['true']}),
			link.stream({argv: ['true']}),
			link.connect({host: '127.0.0.1', port: 1}),
			link.carry({host: '127.0.0.1', port: 1}),
			link.put('/tmp/never', '', 0o600),
			link.terminal({columns: 80, rows: 24}),
		]) {
			await expect(attempt).rejects.toMatchObject({kind: 'link'});
		}
	});
});
