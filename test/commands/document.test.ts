import {expect, test} from 'vitest';
import {loadAll} from '../../source/commands/catalogue.js';
import {documentFrom} from './document.js';

test('docs/commands.md says what the commands are', async () => {
	await expect(documentFrom(await loadAll())).toMatchFileSnapshot('../../docs/commands.md');
});
