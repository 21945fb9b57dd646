import {existsSync} from 'node:fs';
import {posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {filesBelow} from './sources.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = filesBelow(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs', 'test', 'bench'], /\.md$/);

test.each(pages)('every file that $path leads to is there', ({path, text}) => {
	const targets = [...text.matchAll(/\]\(([^)#\s]+)/g)].map(([, target = '']) => target);
	const missing = targets
		.filter(target => !/^[a-z]+:/.test(target))
		.filter(target => !existsSync(`${root}${posix.join(posix.dirname(path), target)}`));
	expect(missing).toEqual([]);
});
