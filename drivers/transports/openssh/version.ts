import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {Fault} from '../../../source/core/fault.js';
import {sanitizeLine} from '../../../source/core/text.js';

/** The first whose control master has the proxy mode (release notes of OpenSSH 7.4). */
const LEAST = 7.4;

const TIME_LIMIT_MS = 10_000;

/** Where there is no OpenSSH that will do, ssh2 is what is left. */
const HINT = 'install the OpenSSH client, or choose the transport ssh2';

/** Makes sure that this machine has an OpenSSH that can do what is asked of it; a fault says what is missing. */
export async function checkSsh(platform: NodeJS.Platform = process.platform): Promise<void> {
	if (platform === 'win32') {
		throw new Fault(
			'unsupported',
			'the OpenSSH of Windows has no control master, so the transport openssh cannot work here',
			{
				hint: 'choose the transport ssh2, or run hpctui in WSL',
			},
		);
	}

	let said: string;
	try {
		const {stdout, stderr} = await promisify(execFile)('ssh', ['-V'], {timeout: TIME_LIMIT_MS});
		said = sanitizeLine(`${stderr} ${stdout}`);
	} catch (error) {
		throw new Fault('config', 'there is no program ssh on this machine, or it does not start', {
			hint: HINT,
			retry: 'after-user',
			facts: {said: sanitizeLine(String(error))},
			cause: error,
		});
	}

	const version = versionOf(said);
	if (version === null || version < LEAST) {
		throw new Fault('unsupported', `the program ssh here is ${said}: OpenSSH ${LEAST} or newer is needed`, {
			hint: HINT,
			facts: {said},
		});
	}
}

/** The version in `ssh -V`'s words as a number; null: not OpenSSH's. */
export function versionOf(said: string): number | null {
	const version = /^OpenSSH_(?:for_Windows_)?(\d+\.\d+)/.exec(said)?.[1];
	return version === undefined ? null : Number(version);
}
