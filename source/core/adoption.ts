import {type Outcome, type Query, textOf} from './command.js';
import {LIBRARY} from './job-script/library.js';
import {NODE} from './job-script/node.js';
import type {StartedEntry} from './record.js';
import {entryOf} from './record-entry.js';
import {shell} from './shell-text.js';

/** A Jupyter server, as its own runtime file or its log names it. */
export type FoundServer = {
	readonly port: number;
	/** Null: it has none, or does not say. */
	readonly token: string | null;
	/** Begins and ends with `/`. */
	readonly baseUrl: string;
};

/** What a node tells of a job that was not started by us. */
export type Findings = {
	/** The node, as a record of ours would tell it; null: it did not. */
	readonly started: StartedEntry | null;
	/** Ports on which processes of the job listen. */
	readonly listening: readonly number[];
	/** From runtime files of the job's processes. */
	readonly servers: readonly FoundServer[];
	/** One of the job's processes is called so: it may not have written its file yet. */
	readonly looksLikeJupyter: boolean;
};

/**
 * Run on the job's node, as its owner; changes nothing. Processes of a job are those that have its id in their environment. Runtime files
 * (`jpserver-PID.json` of jupyter_server, `nbserver-PID.json` of Notebook 6) are looked for where such a process would put them
 * (jupyter_core paths.py, `jupyter_runtime_dir`).
 */
const LOOK = shell`${LIBRARY}
${NODE}
printf 'started {"type":"started","at":%s,"host":"%s","jobId":"%s","pid":%s,"interfaces":%s,"defaultInterface":%s,"ports":{}}\n' "$(date +%s)" "$(hpctui_json "$(uname -n)")" "$(hpctui_json "$1")" $$ "$(hpctui_interfaces)" "$(hpctui_default_interface)"
for hpctui_process in /proc/[0-9]*; do
	hpctui_pid=\${hpctui_process#/proc/}
	[ -r "$hpctui_process/environ" ] || continue
	tr '\0' '\n' <"$hpctui_process/environ" 2>/dev/null | awk -F= -v id="$1" '
		$1 ~ /^(SLURM_JOB_ID|SLURM_JOBID|PBS_JOBID|LSB_JOBID|OAR_JOB_ID|JOB_ID)$/ && ($2 == id || index($2, id ".") == 1) { found = 1 }
		END { exit !found }' || continue
	case $(tr '\0' ' ' <"$hpctui_process/cmdline" 2>/dev/null) in
		*jupyter*) printf 'called jupyter\n' ;;
	esac
	ls -l "$hpctui_process/fd" 2>/dev/null | sed -n 's/.*socket:\[\([0-9]*\)\].*/socket \1/p'
	for hpctui_place in $(tr '\0' '\n' <"$hpctui_process/environ" 2>/dev/null | sed -n 's/^JUPYTER_RUNTIME_DIR=//p; s/^JUPYTER_DATA_DIR=\(.*\)/\1\/runtime/p; s/^XDG_DATA_HOME=\(.*\)/\1\/jupyter\/runtime/p; s/^HOME=\(.*\)/\1\/.local\/share\/jupyter\/runtime/p; s/^XDG_RUNTIME_DIR=\(.*\)/\1\/jupyter/p'); do
		for hpctui_file in "$hpctui_place/jpserver-$hpctui_pid.json" "$hpctui_place/nbserver-$hpctui_pid.json"; do
			[ -r "$hpctui_file" ] && printf 'runtime %s\n' "$(tr -d '\n\r' <"$hpctui_file")"
		done
	done
done
cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '
	function hex(text,   at, value) {
		value = 0
		for (at = 1; at <= length(text); at++) value = value * 16 + index("0123456789ABCDEF", toupper(substr(text, at, 1))) - 1
		return value
	}
	$4 == "0A" { count = split($2, place, ":"); print "listening", $10, hex(place[count]) }'
`;

/** Looks at a job on its node. */
export const lookAround: Query<{readonly jobId: string}, Findings> = {
	plan: ({jobId}) => ({argv: ['sh', '-c', LOOK, 'hpctui', jobId], timeoutMs: 30_000}),
	read: outcome => findingsIn(outcome),
};

function findingsIn(outcome: Outcome): Findings {
	const lines = textOf(outcome.stdout).split('\n');
	const rest = (word: string) =>
		lines.flatMap(line => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
	const sockets = new Set(rest('socket'));
	const listening = rest('listening').flatMap(line => {
		const [inode = '', port] = line.split(' ');
		return sockets.has(inode) ? [Number(port)] : [];
	});
	const started = rest('started').map(entryOf)[0];
	return {
		started: typeof started === 'object' && started.type === 'started' ? started : null,
		listening: [...new Set(listening)].toSorted((one, other) => one - other),
		servers: rest('runtime').flatMap(serverIn),
		looksLikeJupyter: rest('called').includes('jupyter'),
	};
}

/** `{"base_url": "/", "port": 8888, "token": "…", …}`. */
function serverIn(json: string): readonly FoundServer[] {
	try {
		const {port, token, base_url: base} = JSON.parse(json) as Record<string, unknown>;
		return typeof port === 'number' && Number.isInteger(port)
			? [{port, token: typeof token === 'string' && token !== '' ? token : null, baseUrl: baseOf(base)}]
			: [];
	} catch {
		return [];
	}
}

/**
 * The server whose URL a log prints, in each form that Jupyter has had: `http://localhost:8888/?token=…` (4.3), `http://(host or
 * 127.0.0.1):8888/?token=…` (5.7), with a path `/lab` or `/tree` (jupyter_server), `[::1]`, `0.0.0.0`. The last one that has a
 * token counts, for a log may hold an earlier start; a token of `...` is one that the log keeps back.
 */
export function serverInLog(text: string): FoundServer | null {
	const found = [...text.matchAll(LOGGED_URL)].map(([, port = '', path = '', token]) => ({
		port: Number(port),
		token: token === undefined || token === '...' ? null : token,
		baseUrl: baseOf(path.replace(/(?:lab|tree|notebooks|retro|voila)(?:\/.*)?$/, '')),
	}));
	return found.findLast(({token}) => token !== null) ?? found.at(-1) ?? null;
}

const LOGGED_URL =
	/https?:\/\/(?:\([^()\s]+ or [^()\s]+\)|\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})(\/[^\s?]*)?(?:\?token=([\w.~%+-]+))?/g;

function baseOf(path: unknown): string {
	return typeof path === 'string' && /^\/(?!\/)[\w./~%@+-]*$/.test(path) ? path.replace(/\/*$/, '/') : '/';
}
