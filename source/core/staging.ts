import {type Command, type Outcome, type Query, textOf, wordsOf} from './command.js';
import {Fault} from './fault.js';

/** Below the home directory, so that login host and nodes see the same (it is on the shared file system). */
const SESSIONS_FOLDER = '.hpctui/sessions';

/** The scheduler's own words about the job go here, apart from the job's output. */
export const SCHEDULER_LOG_FILE = 'scheduler.log';

/** The job script, in the session's folder. */
export const SCRIPT_FILE = 'job.sh';

const STAGE_SCRIPT = `
umask 077
folder=$HOME/${SESSIONS_FOLDER}/$1
mkdir -p "$folder" && chmod 700 "$folder" && cd "$folder" && pwd
`;

const UNSTAGE_SCRIPT = `
case $1 in
*/../* | */./*) name= ;;
/${SESSIONS_FOLDER}/* | /*/${SESSIONS_FOLDER}/*) name=\${1##*/${SESSIONS_FOLDER}/} ;;
*) name= ;;
esac
case $name in
'' | .* | */*) printf '%s is not the folder of a session\\n' "$1" >&2; exit 1 ;;
esac
rm -rf -- "$1"
`;

/** Makes the session's folder (0700) in the home directory on the cluster; reads its absolute path. */
export const stage: Query<{readonly id: string}, {readonly folder: string}> = {
	plan: ({id}) => ({argv: ['sh', '-c', STAGE_SCRIPT, 'hpctui', id]}),
	read(outcome) {
		const folder = textOf(outcome.stdout).trim();
		if (outcome.code !== 0 || !folder.startsWith('/') || folder.includes('\n')) {
			throw stagingFault(outcome);
		}

		return {folder};
	},
};

/** Removes a session's folder; refuses (code 1) what does not look like one. */
export function unstage(folder: string): Command {
	return {argv: ['sh', '-c', UNSTAGE_SCRIPT, 'hpctui', folder]};
}

function stagingFault(outcome: Outcome): Fault {
	return new Fault('remote', `the session's folder could not be made in the home directory on the cluster`, {
		hint: 'is the home directory full, or over quota?',
		facts: {said: wordsOf(outcome)},
	});
}

/** `bytes` null: the last 64 KiB, or the last `lines` lines. */
export type LogRequest = {readonly path: string; readonly offset: number | null; readonly lines: number | null};

/** The most bytes of a log that one answer holds. */
export const LOG_PIECE_BYTES = 512 * 1024;

const READ_LOG_SCRIPT = `
[ -e "$1" ] || { printf '0 0\\n'; exit 0; }
size=$(wc -c < "$1") || exit 1
size=$((size))
case $2 in
lines)
	# The end first: a log may be one line of many gigabytes.
	start=$((size - $(tail -c "$4" < "$1" | tail -n "$3" | wc -c)))
	;;
end) start=$((size - 65536)) ;;
*) start=$2 ;;
esac
[ "$start" -ge 0 ] || start=0
printf '%s %s\\n' "$size" "$start"
tail -c "+$((start + 1))" < "$1" | head -c "$4"
`;

/** Bytes of a log from an offset, or its last lines. A log that is not there yet is empty. */
export const readLog: Query<LogRequest, {readonly size: number; readonly offset: number; readonly bytes: Uint8Array}> =
	{
		plan({path, offset, lines}) {
			const from = lines === null ? (offset === null ? 'end' : String(offset)) : 'lines';
			return {argv: ['sh', '-c', READ_LOG_SCRIPT, 'hpctui', path, from, String(lines ?? 0), String(LOG_PIECE_BYTES)]};
		},
		read(outcome) {
			const end = outcome.stdout.indexOf(10);
			const header = /^(\d+) (\d+)$/.exec(textOf(outcome.stdout.subarray(0, Math.max(0, end))));
			if (header === null) {
				throw new Fault('remote', 'the log cannot be read', {facts: {said: wordsOf(outcome)}});
			}

			return {size: Number(header[1]), offset: Number(header[2]), bytes: outcome.stdout.subarray(end + 1)};
		},
	};
