import {describe, expect, test} from 'vitest';
import {readXml} from '../../../drivers/schedulers/sge/xml.js';
import {Fault} from '../../../source/core/fault.js';

describe('XML', () => {
	function read(xml: string): readonly string[] {
		const told: string[] = [];
		readXml(xml, 'qstat', {
			open: (name, attribute) => told.push(`<${name} ${attribute('name') ?? ''}`.trim()),
			close: (name, text) => told.push(`${name}=${text}`),
		});
		return told;
	}

	test.each<[string, readonly string[]]>([
		[
			'<a><b name="n 1">1 &lt; 2 &amp;&amp; &#65;&#x42; &what; &apos;</b></a>',
			['<a', '<b n 1', "b=1 < 2 && AB &what; '", 'a='],
		],
		["<a><b name='x'/><c></c></a>", ['<a', '<b x', 'b=', '<c', 'c=', 'a=']],
		["<?xml version='1.0'?>\n<!-- a > b --><a>text</a>\n", ['<a', 'a=text']],
		['<a >\n <b >1</b >\n</a>', ['<a', '<b', 'b=1', 'a=']],
		['<a other-name="no" name="yes"/>', ['<a yes', 'a=']],
	])('%j', (xml, told) => {
		expect(read(xml)).toEqual(told);
	});

	test.each([
		'',
		'text',
		'<a>',
		'<a></b>',
		'<a></a>trailing',
		'before<a></a>',
		'<a></a><b></b>',
		'<a><b></a></b>',
		'</a>',
		'<a',
		'<!--',
		'<><ST_name>9</ST_name></>x',
	])('%j is none', xml => {
		expect(() => read(xml)).toThrow(Fault);
	});

	test('50,000 jobs are read in one pass, without their text being kept', () => {
		const job = '<job_list state="running"><JB_job_number>4</JB_job_number><JB_name>a &amp; b</JB_name></job_list>\n';
		const xml = `<job_info><queue_info>${job.repeat(50_000)}</queue_info></job_info>`;
		let jobs = 0;
		const before = performance.now();
		readXml(xml, 'qstat', {close: name => (jobs += name === 'job_list' ? 1 : 0)});
		expect(jobs).toBe(50_000);
		// A reader that looks at the rest of the text for each tag would take minutes.
		expect(performance.now() - before).toBeLessThan(5000);
	});
});
