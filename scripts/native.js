/**
 * Builds ssh2's optional native crypto against the Node that development pins.
 *
 * npm builds native add-ons for the Node that runs npm. ssh2's binding is tied to that Node's ABI, so under the pinned
 * Node it does not load, and ssh2 falls back to slower JavaScript without a word. Runs after `npm install` in a checkout
 * (`prepare`), never for those who install the published package. Failing is fine: the binding is optional.
 */
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const pinned = join(root, 'node_modules/.bin/node');
const headers = [
	`node_modules/node/node_modules/node-${process.platform}-${process.arch}`,
	`node_modules/node-${process.platform}-${process.arch}`,
]
	.map(folder => join(root, folder))
	.find(folder => existsSync(join(folder, 'include/node')));

const loads = () =>
	spawnSync(pinned, ['-e', "require('ssh2/lib/protocol/crypto/build/Release/sshcrypto.node')"], {cwd: root}).status ===
	0;

if (headers !== undefined && existsSync(pinned) && !loads()) {
	spawnSync('npm', ['rebuild', 'ssh2', 'cpu-features'], {
		cwd: root,
		stdio: 'ignore',
		env: {...process.env, npm_config_nodedir: headers},
	});
	console.log(
		loads()
			? 'ssh2: native crypto built for the pinned Node'
			: 'ssh2: native crypto could not be built; JavaScript will do',
	);
}
