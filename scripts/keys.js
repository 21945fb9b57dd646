/** Writes docs/keys.md from the key table. */
import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const {outputFiles} = await build({
	absWorkingDir: root,
	entryPoints: ['source/ui/keys-page.ts'],
	bundle: true,
	write: false,
	format: 'esm',
	platform: 'node',
});
const source = Buffer.from(outputFiles[0].contents).toString('base64');
const {keysPage} = await import(`data:text/javascript;base64,${source}`);
await mkdir(join(root, 'docs'), {recursive: true});
await writeFile(join(root, 'docs/keys.md'), keysPage());
