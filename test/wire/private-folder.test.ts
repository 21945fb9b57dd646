import {chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {ensurePrivateFolder, isPrivateFolder} from '../../source/wire/private-folder.js';
import {temporaryFolder} from '../core/shells.js';
import {faultOf} from '../core/thrown.js';

test('made closed to others, and closed where it stood open', () => {
	const folder = join(temporaryFolder(), 'a', 'b');
	expect(isPrivateFolder(folder)).toBe(false);
	ensurePrivateFolder(folder);
	chmodSync(folder, 0o755);
	ensurePrivateFolder(folder);
	expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
	expect(isPrivateFolder(folder)).toBe(true);
});

test('others may write to it: not trusted, with the command that mends it', () => {
	const folder = temporaryFolder();
	chmodSync(folder, 0o777);
	expect(faultOf(() => isPrivateFolder(folder))).toMatchObject({kind: 'config', hint: `run: chmod 700 ${folder}`});
});

test('below a file, a file, a link: wrong configuration and no bug of ours', () => {
	const folder = temporaryFolder();
	const file = join(folder, 'file');
	writeFileSync(file, '');
	mkdirSync(join(folder, 'real'));
	symlinkSync(join(folder, 'real'), join(folder, 'link'));
	for (const path of [join(file, 'run'), file, join(folder, 'link')]) {
		expect(faultOf(() => isPrivateFolder(path)).kind).toBe('config');
		expect(faultOf(() => ensurePrivateFolder(path)).kind).toBe('config');
	}
});
