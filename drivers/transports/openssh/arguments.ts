import type {Hop} from '../../../source/core/link.js';
import {JUDGEMENT_MS} from '../common/patience.js';
import {quoteArgv} from '../common/quote.js';

/** How a master is started; the hop says where it leads. */
export type MasterPlan = {
	readonly hop: Hop;
	/** Where it is to listen for us. */
	readonly socketPath: string;
	/** The command that brings the bytes, where they come over another link; null: as the hop says. */
	readonly carrier: string | null;
};

/**
 * The arguments of `ssh` for a control master of one hop. The hop has been made from the configuration, so what it names is
 * given as it stands, and all else (GSSAPI, certificates, tokens, algorithms) is read by ssh itself. `-v`, because only that tells
 * a login that waits from a host that hangs.
 */
export function masterArguments({hop, socketPath, carrier}: MasterPlan): string[] {
	const proxy = carrier ?? (hop.proxyCommand === null ? 'none' : hop.proxyCommand.replaceAll('%', '%%'));
	const identities = hop.identities.length === 0 ? ['none'] : hop.identities.map(quotedPath);
	const knownHosts = hop.knownHostsFiles.length === 0 ? ['/dev/null'] : hop.knownHostsFiles.map(quoted);
	const options: readonly (readonly [string, string])[] = [
		['ControlMaster', 'yes'],
		['ControlPath', quotedPath(socketPath)],
		['ControlPersist', 'no'],
		['ProxyCommand', proxy],
		...(carrier === null ? [] : [['ProxyUseFdpass', 'no'] as const]),
		['HostName', hop.host],
		...(hop.hostKeyAlias === null ? [] : [['HostKeyAlias', hop.hostKeyAlias] as const]),
		...identities.map(file => ['IdentityFile', file] as const),
		['IdentitiesOnly', hop.identitiesOnly ? 'yes' : 'no'],
		['IdentityAgent', hop.agent === null ? 'none' : quotedPath(hop.agent)],
		['UserKnownHostsFile', knownHosts.join(' ')],
		['GlobalKnownHostsFile', '/dev/null'],
		['StrictHostKeyChecking', hop.strictHostKeyChecking],
		['ServerAliveInterval', String(hop.keepAlive.intervalSeconds)],
		['ServerAliveCountMax', String(aliveCount(hop))],
		// A last resort: the phases of a login have limits of their own, which rest while a person is asked.
		['ConnectTimeout', String(Math.ceil(hop.connectTimeoutMs / 1000) + 5)],
		// A person's terminal sessions want these; what runs in the background must not.
		['ClearAllForwardings', 'yes'],
		['PermitLocalCommand', 'no'],
		['Tunnel', 'no'],
	];
	return [
		...(hop.sshConfig == null ? [] : ['-F', hop.sshConfig]),
		'-v',
		'-N',
		...options.flatMap(([keyword, value]) => ['-o', `${keyword}=${value}`]),
		'-l',
		hop.user,
		'-p',
		String(hop.port),
		'--',
		hop.name,
	];
}

/**
 * ssh also ends a login in which nothing came for interval × count (`ssh_packet_set_timeout`), and a push to a phone takes its two
 * minutes. Who wants to hear of a dead host sooner than every 15 s has said so, and ssh itself would obey.
 */
function aliveCount({keepAlive: {intervalSeconds, countMax}}: Hop): number {
	const whilePushed = Math.ceil(JUDGEMENT_MS / 1000 / intervalSeconds);
	return intervalSeconds < 15 ? countMax : Math.max(countMax, whilePushed);
}

/**
 * The ProxyCommand that asks the master of the hop before for a connection (`ssh -W`): the master passes the bytes on itself, past
 * this process. Where that master is gone, ssh would log in there anew by itself: its own ProxyCommand keeps it from that.
 */
export const carrierThrough = (socketPath: string, hop: Hop): string =>
	asProxyCommand(['ssh', ...passengerArguments(socketPath, hop)]);

/** The arguments of `ssh` for one connection through a master, and by no other way. */
export function passengerArguments(
	socketPath: string,
	place: {readonly host: string; readonly port: number},
): string[] {
	const where = `[${place.host}]:${place.port}`;
	return ['-F', '/dev/null', '-S', socketPath, '-o', 'ProxyCommand=false', '-W', where, '--', 'hop'];
}

/** An argument list as a ProxyCommand: ssh puts `exec` before it, gives it to the person's shell, and expands `%`. */
export const asProxyCommand = (argv: [string, ...string[]]): string => quoteArgv(argv).replaceAll('%', '%%');

/** A value in ssh's own quotes (ssh_config(5)): blanks would end it. */
const quoted = (value: string): string => (/[\s"'\\#]/.test(value) ? `"${value.replace(/(["\\])/g, '\\$1')}"` : value);

/** A path in which `%` is no token. */
const quotedPath = (path: string): string => quoted(path.replaceAll('%', '%%'));
