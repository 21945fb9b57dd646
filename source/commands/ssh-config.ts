import {readFileSync, realpathSync, renameSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {aliasOf, sshConfigText} from '../core/ssh-aliases.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import {type Context, defineCommand} from './command.js';
import {includeFileOf, sshFolderOf} from './ssh-folder.js';

export const sshConfig = defineCommand({
	name: 'ssh-config',
	summary: 'an ssh configuration by which ssh, scp, rsync and editors reach the nodes of your sessions as hpc-SESSION',
	details: [
		'Prints it; --write puts it into a file of its own (0600) and says the one line that ~/.ssh/config needs, which stays as it',
		'is. An alias follows its job to another node, and to a new session of the same name. Say it again for new names.',
		'',
		'  hpctui ssh-config --write && ssh hpc-analysis',
		'  rsync -a results/ hpc-analysis:results/',
	],
	options: {write: {help: 'write the file instead of printing it'}},
	args: {},
	async run({options, context}) {
		const client = await context.connect();
		const aliases = await client.call('proxy.aliases', {}, context.signal);
		const text = sshConfigText(aliases, {program: programOf(context), folder: sshFolderOf(context.paths)});
		const path = includeFileOf(context.paths);
		const hosts = aliases.map(({session}) => aliasOf(session));
		if (!options.write) {
			await context.print({path: null, hosts, text}, () => text);
			return;
		}

		ensurePrivateFolder(context.paths.config);
		const draft = `${path}.${process.pid}`;
		writeFileSync(draft, text, {mode: 0o600});
		renameSync(draft, path);
		const include = `Include ${/[\s"]/.test(path) ? JSON.stringify(path) : path}`;
		const known = isIncluded(path);
		await context.print({path, hosts, text, include, isIncluded: known}, () => {
			const names = hosts.length === 0 ? 'no session lives now' : hosts.join(', ');
			return `written: ${path} (${names})\n${known ? '' : `at the top of ~/.ssh/config, once: ${include}\n`}`;
		});
	},
});

/** This very program with this very home, whatever PATH and environment an ssh client has. */
function programOf({env}: Context): readonly string[] {
	const kept = ['HPCTUI_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'];
	const settings = kept.flatMap(name => (env[name] ? [`${name}=${env[name]}`] : []));
	const program = [process.execPath, realpathSync(process.argv[1] ?? '')];
	return settings.length === 0 ? program : ['env', ...settings, ...program];
}

/** Whether the person's own configuration names the file. */
function isIncluded(path: string): boolean {
	try {
		const own = readFileSync(join(homedir(), '.ssh', 'config'), 'utf8');
		return own.split('\n').some(line => /^\s*include\s/i.test(line) && line.includes(path));
	} catch {
		return false;
	}
}
