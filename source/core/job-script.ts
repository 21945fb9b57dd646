import {Fault} from './fault.js';
import {LIBRARY} from './job-script/library.js';
import {NODE} from './job-script/node.js';
import {PORTS} from './job-script/ports.js';
import {ROTATION, SUPERVISE} from './job-script/supervise.js';
import {quotePath, quoteWord, shell} from './shell-text.js';

/** A port that the script takes on the node for the app. */
export type JobPort = {
	/** Lower case: becomes `$HPCTUI_PORT_<NAME>`, upper-cased, `-` as `_`. */
	readonly name: string;
	/** Used as it is, unless another program listens there; null: a free one is chosen on the node. */
	readonly fixed: number | null;
};

/** All that a job script is made of. Nothing here is secret: secrets lie in files of the folder. */
export type JobScriptParts = {
	/** Header lines from the scheduler's driver. */
	readonly directives: readonly string[];
	readonly tag: string;
	/** The session's folder: absolute. The script makes it, mode 0700, where it is missing. */
	readonly folder: string;
	/** The app's lines (`AppDriver.body`). */
	readonly body: readonly string[];
	readonly ports: readonly JobPort[];
	/** The address that the app listens on: `$HPCTUI_BIND`. */
	readonly bind: string;
	/** Where the app starts; null: the home directory. `~/` is the home directory on the node. */
	readonly workdir: string | null;
	/** The person's own lines before the app: `module load …`, `source venv/bin/activate`. */
	readonly setup: readonly string[];
	/** The free ports are chosen from these, both ends included. */
	readonly portRange?: {readonly first: number; readonly last: number};
	/** When the output grows over this, its older half is moved to `output.old`. No limit when it is not said. */
	readonly maxLogBytes?: number;
	/**
	 * How long the app may take to end after the job was told to, before it is killed. 25 s when it is not said: a little less
	 * than Slurm waits by default (KillWait 30 s), and long enough for a program that saves its state.
	 */
	readonly graceSeconds?: number;
};

/** The job's record in the session's folder: one JSON object a line. */
export const RECORD_FILE = 'record';

/** What the app wrote to its standard output and error. */
export const OUTPUT_FILE = 'output';

/** Below Linux's ephemeral ports, above what services usually take. */
const PORT_RANGE = {first: 20_000, last: 31_999};

/**
 * The job script: POSIX sh for any scheduler and any /bin/sh. It writes two files beside its record: `library`, the
 * functions, and `app`, what the person and the app's driver want to run, which bash runs where there is one: people
 * write `source venv/bin/activate`.
 */
export function writeJobScript(parts: JobScriptParts): string {
	check(parts);
	return `${[
		'#!/bin/sh',
		...parts.directives,
		`# hpctui's job script for ${parts.tag}. It keeps its record and its output in the folder below.`,
		opening(parts),
		fileLines('library', LIBRARY),
		fileLines('app', appText(parts)),
		OUTPUT,
		NODE,
		PORTS,
		SUPERVISE,
		...(parts.maxLogBytes === undefined ? [] : [ROTATION]),
		ADDRESSES,
		'hpctui_set_traps',
		'if [ "$HPCTUI_BIND" = 0.0.0.0 ] && hpctui_is_only_ipv6; then HPCTUI_BIND=::; fi',
		...parts.ports.map(port => portLines(port, parts.portRange ?? PORT_RANGE)),
		started(parts.ports),
		...(parts.maxLogBytes === undefined ? [] : [`hpctui_rotate ${parts.maxLogBytes} &`, 'hpctui_rotation=$!']),
		RUN,
	].join('\n')}\n`;
}

function check(parts: JobScriptParts): void {
	const {directives, tag, folder, ports, bind, body, setup, workdir} = parts;
	const lines = [...body, ...setup, folder, workdir ?? ''];
	const faults = [
		directives.every(line => /^#[^\r\n]*$/.test(line)) ? null : 'a directive that is no comment line',
		/^[\w.-]+$/.test(tag) ? null : `the tag ${JSON.stringify(tag)}`,
		folder.startsWith('/') && !folder.includes('\n') ? null : `the folder ${JSON.stringify(folder)}`,
		ports.every(({name}) => /^[a-z][a-z0-9-]{0,31}$/.test(name)) ? null : 'a port name',
		/^[\w.:]+$/.test(bind) ? null : `the listening address ${JSON.stringify(bind)}`,
		lines.some(line => line.includes(END)) ? `a line with ${END}` : null,
		lines.some(line => line.includes('\0')) ? 'a NUL byte' : null,
	].filter(fault => fault !== null);
	if (faults.length > 0) {
		throw new Fault('usage', `a job script cannot hold ${faults.join(', ')}`);
	}
}

const END = 'HPCTUI_END_OF_FILE';

function opening({tag, folder, bind, graceSeconds = 25}: JobScriptParts): string {
	return shell`if [ -n "\${ZSH_VERSION:-}" ]; then emulate sh; fi
set +e +u
HPCTUI_UMASK=$(umask)
umask 077
HPCTUI_TAG=${quoteWord(tag)}
HPCTUI_FOLDER=${quoteWord(folder)}
HPCTUI_BIND=${quoteWord(bind)}
HPCTUI_GRACE=${graceSeconds}
export HPCTUI_UMASK HPCTUI_TAG HPCTUI_FOLDER HPCTUI_BIND
# The stand-ins of a cluster's renamed commands (core/twists.ts) are for its submission only.
PATH=\${HPCTUI_PATH:-$PATH}
unset CDPATH HPCTUI_PATH
PATH=\${PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/sbin:/sbin
{ command -v awk && command -v mkdir; } >/dev/null 2>&1 || PATH=$PATH:/usr/bin:/bin
hpctui_refuse() {
	printf 'hpctui: cannot write in %s: is the disk full, or a quota used up?\n' "$HPCTUI_FOLDER" >&2
	exit 73
}
{ mkdir -p "$HPCTUI_FOLDER" && chmod 700 "$HPCTUI_FOLDER"; } || hpctui_refuse`;
}

/** A file of the folder, put there whole: another start of the same job may be reading it. */
function fileLines(name: string, text: string): string {
	return shell`cat >"$HPCTUI_FOLDER/${name}.$$" <<'${END}' || hpctui_refuse
${text.trimEnd()}
${END}
mv -f "$HPCTUI_FOLDER/${name}.$$" "$HPCTUI_FOLDER/${name}" || hpctui_refuse`;
}

/** What runs before the app's own lines and what they are. A profile resets PATH, so the old one is put behind it. */
function appText({workdir, setup, body}: JobScriptParts): string {
	return [
		'. "$HPCTUI_FOLDER/library"',
		'umask "$HPCTUI_UMASK"',
		workdir === null ? 'cd' : `hpctui_start_in ${quotePath(workdir)}`,
		...(setup.length > 0 ? [MODULES] : []),
		...joinContinued(setup).flatMap(line => [...hookFor(line), line, `hpctui_checked $? ${quoteWord(line)}`]),
		...body,
	].join('\n');
}

const MODULES = shell`command -v source >/dev/null 2>&1 || source() { . "$@"; }
if ! command -v module >/dev/null 2>&1 && ls /etc/profile.d/*mod*.sh >/dev/null 2>&1; then
	hpctui_path=$PATH
	. /etc/profile
	PATH=$PATH:$hpctui_path
fi`;

/** `conda activate` needs a function that only an interactive shell's rc file defines; a module may have brought conda. */
function hookFor(line: string): readonly string[] {
	const [program] = /^(?:conda|mamba|micromamba)(?=\s+activate\b)/.exec(line.trim()) ?? [];
	const hook = program === 'micromamba' ? 'shell hook -s posix' : 'shell.posix hook';
	return program === undefined ? [] : [`eval "$(${program} ${hook} 2>/dev/null)"`];
}

/** A line that ends in a backslash goes on in the next one. */
function joinContinued(lines: readonly string[]): readonly string[] {
	const joined: string[] = [];
	for (const line of lines) {
		const last = joined.at(-1);
		if (last !== undefined && /(^|[^\\])(\\\\)*\\$/.test(last)) {
			joined[joined.length - 1] = `${last}\n${line}`;
		} else {
			joined.push(line);
		}
	}

	return joined;
}

/** The redirection of a special builtin that fails ends the shell without a word, so it is tried in a subshell first. */
const OUTPUT = shell`( : >>"$HPCTUI_FOLDER/output" && : >>"$HPCTUI_FOLDER/record" ) 2>/dev/null || hpctui_refuse
exec >>"$HPCTUI_FOLDER/output" 2>&1 </dev/null
. "$HPCTUI_FOLDER/library"
`;

/** Apps of several nodes tell each other where they are. */
const ADDRESSES = shell`HPCTUI_ADDRESSES=$(hpctui_ranked_addresses)
export HPCTUI_ADDRESSES`;

function portLines({name, fixed}: JobPort, {first, last}: {readonly first: number; readonly last: number}): string {
	const variable = variableOf(name);
	const take =
		fixed === null
			? shell`hpctui_take_port ${first} ${last} || { hpctui_say 'no free port from ${first} to ${last}'; exit 75; }
${variable}=$hpctui_port`
			: `hpctui_claim ${fixed}\n${variable}=${fixed}`;
	return `${take}\nexport ${variable}`;
}

function variableOf(port: string): string {
	return `HPCTUI_PORT_${port.toUpperCase().replaceAll('-', '_')}`;
}

/** A job that was killed in the middle of a line is started again on a line of its own. */
function started(ports: readonly JobPort[]): string {
	const numbers = ports.map(({name}) => shell`\"${name}\":$${variableOf(name)}`).join(',');
	return shell`[ ! -s "$HPCTUI_FOLDER/record" ] || hpctui_append ''
hpctui_job=\${SLURM_JOB_ID:-\${PBS_JOBID:-\${LSB_JOBID:-\${OAR_JOB_ID:-\${JOB_ID:-\${HPCTUI_JOB_ID:-}}}}}}
hpctui_append "{\"type\":\"started\",\"at\":$(date +%s),\"host\":\"$(hpctui_json "$(uname -n)")\",\"jobId\":\"$(hpctui_json "$hpctui_job")\",\"pid\":$$,\"interfaces\":$(hpctui_interfaces),\"defaultInterface\":$(hpctui_default_interface),\"ports\":{${numbers}}}"`;
}

const RUN = shell`[ -z "$hpctui_signal" ] || exit 143
hpctui_shell=$(command -v bash) || hpctui_shell=/bin/sh
( trap - TERM INT HUP QUIT USR1 USR2 EXIT; hpctui_run_app "$hpctui_shell" "$HPCTUI_FOLDER/app" ) &
hpctui_child=$!
[ -z "$hpctui_signal" ] || kill -s TERM "$hpctui_child" 2>/dev/null
hpctui_await
hpctui_finish "$hpctui_code"`;
