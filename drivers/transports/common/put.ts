import {randomBytes} from 'node:crypto';
import {wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import {sanitizeText} from '../../../source/core/text.js';
import {run, type Shells} from './run.js';

/** Two minutes: a job script is small, and a shared file system under load is slow. */
const PUT_TIMEOUT_MS = 120_000;

/**
 * Writes beside the target and renames: a reader sees the old file or the whole new one. The bytes are counted before the
 * rename, because a connection that breaks half-way looks like the end of the file to `cat`.
 */
const SCRIPT = `umask 077
fail() { rm -f -- "$2"; exit "$1"; }
: > "$2" && chmod "$3" "$2" && cat > "$2" || fail 1 "$2"
[ "$(wc -c < "$2")" -eq "$4" ] || fail 3 "$2"
mv -f "$2" "$1" || fail 1 "$2"`;

/** Writes a whole file through a command, so that hosts without sftp are served too. See {@link Link.put}. */
export async function put(shells: Shells, path: string, bytes: Uint8Array | string, mode: number): Promise<void> {
	const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
	const target = path.startsWith('-') ? `./${path}` : path;
	const beside = `${target}.${randomBytes(6).toString('hex')}.part`;
	const octal = mode.toString(8).padStart(4, '0');
	const outcome = await run(shells, {
		argv: ['/bin/sh', '-c', SCRIPT, 'put', target, beside, octal, String(content.length)],
		stdin: content,
		timeoutMs: PUT_TIMEOUT_MS,
	});
	if (outcome.code !== 0) {
		const said = sanitizeText(wordsOf(outcome));
		throw new Fault('remote', `${shells.hop}: ${path} could not be written${said === '' ? '' : `: ${said}`}`, {
			hint: `look at the folder, its permissions and its free space (df, quota) on ${shells.hop}`,
			retry: 'after-user',
			facts: {hop: shells.hop, path, said, code: outcome.code},
		});
	}
}
