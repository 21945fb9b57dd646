import {createHash} from 'node:crypto';
import {hostname, userInfo} from 'node:os';
import {join} from 'node:path';

/** What the tokens of ssh_config(5) stand for. */
export type TokenValues = {
	/** The name as it was given, before HostName. */
	readonly name: string;
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly jump: string;
	readonly alias: string | null;
};

/** Replaces `%h`, `%p`, … (ssh_config(5), TOKENS) and `${NAME}` of the environment. An unknown token stays as it is. */
export function expandTokens(text: string, values: TokenValues): string {
	const {homedir, username, uid} = userInfo();
	const here = hostname();
	const hash = createHash('sha1')
		.update(`${here}${values.host}${values.port}${values.user}${values.jump}`)
		.digest('hex');
	const tokens: Readonly<Record<string, string>> = {
		'%': '%',
		C: hash,
		d: homedir,
		h: values.host,
		i: String(uid),
		j: values.jump,
		k: values.alias ?? values.name,
		L: here.split('.')[0] ?? here,
		l: here,
		n: values.name,
		p: String(values.port),
		r: values.user,
		u: username,
	};
	return text
		.replace(/%(.)/g, (whole, letter: string) => tokens[letter] ?? whole)
		.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, name: string) => process.env[name] ?? whole);
}

/** A path of the configuration as an absolute one. ssh takes the home directory of the user database, not `$HOME`. */
export function expandPath(text: string, values: TokenValues): string {
	const {homedir} = userInfo();
	const path = expandTokens(text.replace(/^~(?=\/|$)/, homedir), values);
	return path.startsWith('/') || /^([A-Za-z]:)?[\\/]/.test(path) ? path : join(homedir, '.ssh', path);
}

/** A list of paths on one line, as `ssh -G` prints it: without quotes, so that a blank within a path only ends it before a new one. */
export function splitPaths(text: string): string[] {
	return text.split(/\s+(?=[~/%$]|[A-Za-z]:[\\/])/).filter(path => path !== '' && path !== 'none');
}
