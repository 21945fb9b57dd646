import {describe, expect, it} from 'vitest';
import type {PartDocument} from '../../source/core/session-document.js';
import {nodesInWords, partInWords} from '../../source/ui/text/session-words.js';
import {jobOf, sessionOf} from './fixtures/documents.js';

const engines = (have: number) => [{name: 'engines', have, want: 23}];

describe('how many of what an app counts, beside its nodes', () => {
	it.each([
		[['node1'], 17, 'node1 17 of 23 engines'],
		[['node1', 'node2'], 23, 'node1+1'],
		[[], 0, '0 of 23 engines'],
	])('%j, %i', (nodes, have, words) => {
		expect(nodesInWords(sessionOf({job: jobOf({nodes}), progress: engines(have)}))).toBe(words);
	});
});

describe('a part on one line', () => {
	const part: PartDocument = {
		id: null,
		name: 'engines-node1',
		state: 'ready',
		outcome: null,
		note: null,
		job: null,
		nodes: ['node1'],
		have: 3,
		want: 4,
		log: {path: null, bytes: 0},
	};
	it.each<[Partial<PartDocument>, string]>([
		[{}, '3 of 4 on node1'],
		[{note: 'an engine ended with code 1'}, '3 of 4 on node1: an engine ended with code 1'],
		[{state: 'queued', have: null, want: null, nodes: []}, 'queued'],
		[{state: 'ended', outcome: 'failed', note: 'no numpy'}, 'failed on node1: no numpy'],
	])('%j', (some, words) => {
		expect(partInWords({...part, ...some})).toBe(words);
	});
});
