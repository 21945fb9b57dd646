import {Fault} from '../../../../source/core/fault.js';
import type {Hop} from '../../../../source/core/link.js';
import {byHand} from '../by-hand.js';
import {knownHostName} from '../known-hosts.js';
import {behind, trouble, unreachable} from '../trouble.js';
import {connectFault, verdictOfOpenFailure} from '../verdict.js';
import type {Stage} from './login-log.js';

/** What is known of a login that did not come about. */
export type Evidence = {
	readonly hop: Hop;
	readonly stage: Stage;
	readonly offered: string;
	readonly tried: readonly string[];
	/** ssh's, the server's and a ProxyCommand's own words, the latest last. */
	readonly said: readonly string[];
	/** The question that nobody answered. */
	readonly unanswered: string | null;
	/** The fingerprint of the host key, where that question was whether to trust one. */
	readonly untrusted: string | null;
	/** Whether something secret was answered in this login. */
	readonly hasAnswered: boolean;
	/** The hop before and its words, where it did not connect to this one. */
	readonly refusal: {readonly over: string; readonly said: string} | null;
};

/** ssh's words for what the operating system or the resolver said, and the short word for it. */
const ERRNOS: readonly (readonly [RegExp, string])[] = [
	[/Could not resolve hostname .*(?:Temporary failure|try again)/i, 'EAI_AGAIN'],
	[/Could not resolve hostname/i, 'ENOTFOUND'],
	[/Connection refused/i, 'ECONNREFUSED'],
	[/(?:Connection|Operation) timed out/i, 'ETIMEDOUT'],
	[/No route to host/i, 'EHOSTUNREACH'],
	[/Host is down/i, 'EHOSTDOWN'],
	[/Network is unreachable/i, 'ENETUNREACH'],
	[/Permission denied$|Operation not permitted/i, 'EACCES'],
];

/** The fault of a login that `ssh` gave up, with the hop's name and the other side's words. */
export function failureOf(evidence: Evidence): Fault {
	const {hop, said, refusal} = evidence;
	if (evidence.untrusted !== null) {
		return notAsked(hop, evidence.untrusted);
	}

	if (evidence.unanswered !== null) {
		return notLetIn(evidence);
	}

	if (refusal !== null) {
		const endpoint = {host: hop.host, port: hop.port};
		const verdict = verdictOfOpenFailure(undefined, refusal.said);
		return behind(hop, refusal.over, connectFault(refusal.over, endpoint, verdict, refusal.said));
	}

	const text = said.join('\n');
	if (/^.*: Permission denied \(.*\)\.?$|Too many authentication failures/m.test(text)) {
		return notLetIn(evidence);
	}

	return (
		hostKeyFault(evidence, text) ??
		configurationFault(evidence, text) ??
		negotiationFault(evidence, text) ??
		proxyFault(evidence) ??
		hungUp(evidence) ??
		networkFault(evidence)
	);
}

/** The last of ssh's words that say why it ended. */
export function lastWords(said: readonly string[]): string {
	return said.findLast(line => !/^(?:Killed by signal|Warning: Permanently added|Authenticated )/.test(line)) ?? '';
}

function notLetIn({hop, tried, offered, said, unanswered}: Evidence): Fault {
	const methods = [...new Set(tried)].join(', ');
	const attempts = methods === '' ? 'nothing could be tried' : `tried: ${methods}`;
	const still = offered === '' ? 'nothing' : offered.replaceAll(',', ', ');
	const words = lastWords(said);
	return new Fault('auth', `${hop.user}@${hop.name} was not let in (${attempts}; it offers: ${still})`, {
		hint: hintOf(hop, offered, said, unanswered),
		retry: 'after-user',
		facts: {hop: hop.name, tried: methods, offered: still, said: words},
	});
}

function hintOf(hop: Hop, offered: string, said: readonly string[], unanswered: string | null): string {
	if (unanswered !== null) {
		return `run: hpctui cluster login, and have ready: ${unanswered}`;
	}

	if (said.some(line => /Too many authentication failures/.test(line))) {
		return `the agent holds more keys than ${hop.name} tries: name one with IdentityFile, and set IdentitiesOnly yes`;
	}

	return /gssapi/.test(offered) && !/keyboard|password/.test(offered)
		? `this host wants Kerberos: run kinit, then try by hand: ${byHand(hop)}`
		: `see what works by hand: ${byHand(hop)}`;
}

/** ssh's words about a host key that it did not take, and what each means. */
const HOST_KEYS: readonly (readonly [RegExp, string])[] = [
	[/REMOTE HOST IDENTIFICATION HAS CHANGED/, 'showed another host key than the one that is known'],
	[/marked as revoked|REVOKED HOST KEY/i, 'showed a host key that is marked as revoked'],
	[/No \S+ host key is known/, 'showed a host key that is not known, and unknown keys are to be refused'],
	[/Host key verification failed/, 'showed a host key that was not trusted'],
];

/** The fingerprint of a key, as ssh shows it. */
export const fingerprintIn = (text: string): string | null => /SHA256:[A-Za-z0-9+/]+/.exec(text)?.[0] ?? null;

function notAsked(hop: Hop, shown: string): Fault {
	return new Fault(
		'auth',
		`${hop.name} showed a host key that is not known (${shown}), and nobody was there to be asked`,
		{
			hint: 'run: hpctui cluster login',
			retry: 'after-user',
			facts: {hop: hop.name, reason: 'host-key', shown},
		},
	);
}

function hostKeyFault({hop, said}: Evidence, text: string): Fault | null {
	const meaning = HOST_KEYS.find(([words]) => words.test(text))?.[1];
	if (meaning === undefined) {
		return null;
	}

	const shown = fingerprintIn(text);
	const [, file = null, line = null] = /Offending \S+ key in (.+):(\d+)/.exec(text) ?? [];
	const place = file === null ? '' : `; the known one stands in ${file}:${line}`;
	const isChanged = text.includes('IDENTIFICATION HAS CHANGED');
	return new Fault('auth', `${hop.name} ${meaning}${shown === null ? '' : ` (shown ${shown}${place})`}`, {
		hint:
			isChanged && file !== null
				? `somebody may be listening in, or the host was installed anew; if the site confirms the new key: ssh-keygen -R '${knownHostName(hop.host, hop.port, hop.hostKeyAlias)}' -f '${file}'`
				: `log in once by hand: ssh ${hop.name}`,
		retry: 'after-user',
		facts: {
			hop: hop.name,
			reason: 'host-key',
			shown,
			file,
			line: line === null ? null : Number(line),
			said: lastWords(said),
		},
	});
}

function configurationFault({hop, said}: Evidence, text: string): Fault | null {
	if (
		!/Bad configuration option|terminating, \d+ bad configuration|Bad owner or permissions|Can't open user config/.test(
			text,
		)
	) {
		return null;
	}

	const words = said.find(line => /Bad |Can't open/.test(line)) ?? lastWords(said);
	return new Fault('config', `ssh does not take the configuration for ${hop.name}: ${words}`, {
		hint: `see: ssh -G ${hop.sshConfig == null ? '' : `-F ${hop.sshConfig} `}${hop.name}`,
		retry: 'after-user',
		facts: {hop: hop.name, said: words},
	});
}

function negotiationFault({hop, said}: Evidence, text: string): Fault | null {
	const words = /Unable to negotiate .*|no matching .* found.*/.exec(text)?.[0];
	return words === undefined
		? null
		: new Fault('link', `${hop.name} and the ssh of this machine have no common way to talk: ${words}`, {
				hint: `see what the site asks for; by hand: ${byHand(hop)}`,
				retry: 'never',
				facts: {hop: hop.name, said: lastWords(said)},
			});
}

/** A ProxyCommand that failed: whatever was said before the other end greeted is its own. */
function proxyFault({hop, stage, said}: Evidence): Fault | null {
	if (hop.proxyCommand === null || (stage !== 'calling' && stage !== 'connected')) {
		return null;
	}

	const own = said.filter(
		line =>
			!/^(?:kex_exchange_identification|ssh_exchange_identification|Connection closed|banner exchange)/.test(line),
	);
	const words = own.at(-1) ?? '';
	return trouble(
		hop,
		`its ProxyCommand failed${words === '' ? ' without a word' : `: ${words}`}`,
		`try by hand: ${byHand(hop)}; the command is: ${hop.proxyCommand}`,
		own.join('\n'),
	);
}

/**
 * A host that hung up after an answer: not tried again by itself, as no refused login is. While it waits for an answer, ssh does not
 * notice that the host is gone.
 */
function hungUp({hop, hasAnswered, said}: Evidence): Fault | null {
	return hasAnswered
		? new Fault('auth', `${hop.user}@${hop.name} was not let in: it hung up on the answer`, {
				hint: 'run: hpctui cluster login; the answer may have been wrong, or late: most hosts wait for a minute or two',
				retry: 'after-user',
				facts: {hop: hop.name, said: lastWords(said)},
			})
		: null;
}

function networkFault({hop, stage, said}: Evidence): Fault {
	const words = lastWords(said);
	const errno = ERRNOS.find(([pattern]) => pattern.test(words))?.[1];
	if (stage === 'calling' && errno !== undefined) {
		return unreachable(hop, Object.assign(new Error(words), {code: errno}));
	}

	return trouble(
		hop,
		words === '' ? 'ssh ended without a word' : words,
		`it may limit logins, or be in maintenance: try by hand: ${byHand(hop)}`,
		words,
	);
}
