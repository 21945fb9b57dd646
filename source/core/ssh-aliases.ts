/** What an ssh configuration says of one session. */
export type SshAlias = {
	/** The session's name: the alias is `hpc-NAME`. */
	readonly session: string;
	readonly cluster: string;
	readonly user: string;
	/** Private key files, absolute. */
	readonly identities: readonly string[];
	readonly identitiesOnly: boolean;
	/** The agent's socket; null: none; undefined: whichever the environment names. */
	readonly agent?: string | null;
};

export type SshConfigOptions = {
	/** What runs `hpctui proxy`, without those words. */
	readonly program: readonly string[];
	/** Where `hpctui proxy` keeps what is known of nodes' host keys. */
	readonly folder: string;
};

/** The alias by which ssh reaches the node of a session's job. */
export function aliasOf(session: string): string {
	return `hpc-${session}`;
}

/** The name under which the keys of a cluster's nodes stand, each node in a file of its own: a job may move to another. */
export function hostKeyAliasOf(cluster: string): string {
	return `hpctui-${cluster}-node`;
}

/** The file of known keys that an alias reads: `hpctui proxy` has it lead to those of the node it connects to. */
export function knownHostsOf(folder: string, session: string): string {
	return `${folder}/aliases/${encodeURIComponent(session)}`;
}

/**
 * An include file for ssh_config(5). No control master: it would hold on to the node of before when the job has moved.
 * UpdateHostKeys would put a file in the place of the link that leads to the node's keys.
 */
export function sshConfigText(aliases: readonly SshAlias[], options: SshConfigOptions): string {
	const blocks = aliases.map(alias => blockOf(alias, options));
	return [
		'# The sessions of hpctui, for ssh, scp, rsync and editors. Written anew by: hpctui ssh-config --write',
		'',
		...blocks,
	].join('\n');
}

function blockOf(alias: SshAlias, {program, folder}: SshConfigOptions): string {
	const {session, cluster, user, identities, identitiesOnly, agent} = alias;
	const command = [...program, 'proxy', '--', session].map(quoteForShell).join(' ');
	return [
		`Host ${aliasOf(session)}`,
		`  User ${quoted(user)}`,
		...identities.map(file => `  IdentityFile ${quoted(file)}`),
		...(identitiesOnly ? ['  IdentitiesOnly yes'] : []),
		...(agent === undefined ? [] : [`  IdentityAgent ${agent === null ? 'none' : quoted(agent)}`]),
		// ssh expands tokens in it, and hands it to the shell as it is, quotes and all.
		`  ProxyCommand ${command.replaceAll('%', '%%')}`,
		'  ProxyJump none',
		'  ControlPath none',
		`  HostKeyAlias ${hostKeyAliasOf(cluster)}`,
		`  UserKnownHostsFile ${quoted(knownHostsOf(folder, session))}`,
		'  CheckHostIP no',
		'  UpdateHostKeys no',
		'  ServerAliveInterval 15',
		'',
	].join('\n');
}

/** As ssh_config(5) reads it: in double quotes, and percent signs are tokens. */
function quoted(text: string): string {
	return `"${text.replaceAll('%', '%%').replaceAll(/["\\]/g, '\\$&')}"`;
}

function quoteForShell(word: string): string {
	return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
