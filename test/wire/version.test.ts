import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {VERSION} from '../../source/wire/version.js';

test('the version is that of package.json', () => {
	const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
	expect(manifest).toMatchObject({version: VERSION});
});
