import {fileURLToPath} from 'node:url';
import {execa} from 'execa';
import {asAlice, inHost} from './hosts.js';

const FAKES = fileURLToPath(new URL('../../fakes/', import.meta.url));
const FOLDER = '/home/alice/fakes';

/** A fake scheduler on the login host (test/fakes/README.md). */
export type FakeScheduler = {
	/** What a test does behind the user's back: `down`, `up`, `slots 0`, `kill 4242 timeout`. */
	control(...words: readonly string[]): Promise<string>;
	/** Ends its jobs and takes it away. */
	remove(): Promise<void>;
};

type FakeOptions = {
	/** Commands that must not be found, although the host has them. */
	readonly hidden?: readonly string[];
};

/** Puts the fake's commands first in alice's PATH: in `.bashrc`, which sshd's commands read too on Debian. */
export async function installFake(name: string, {hidden = []}: FakeOptions = {}): Promise<FakeScheduler> {
	const {stdout} = await execa('sh', [
		'-c',
		'tar -C "$1" -c --exclude=__pycache__ support "$2" | base64',
		'sh',
		FAKES,
		name,
	]);
	await inHost('login', ['sh', '-c', INSTALL, 'sh', FOLDER, name, ...hidden], {user: 'alice', input: stdout});
	const control: FakeScheduler['control'] = (...words) =>
		inHost('login', ['env', `HPCTUI_FAKE_STATE=${FOLDER}/${name}/state`, `${FOLDER}/support/fakectl`, ...words], {
			user: 'alice',
		});
	return {
		control,
		async remove() {
			await control('end').catch(() => undefined);
			await asAlice(`sed -i /${name}:.*hpctui-fake/d ~/.bashrc; rm -rf ${FOLDER}/${name}`);
		},
	};
}

/** A hidden command is one that says what the shell says of a missing one, and ends as that does. */
const INSTALL = `folder=$1 name=$2; shift 2
rm -rf "$folder/$name"; mkdir -p "$folder" && base64 -d | tar -C "$folder" -x || exit
for command do
	printf '#!/bin/sh\\necho "%s: command not found" >&2\\nexit 127\\n' "$command" >"$folder/$name/$command"
	chmod +x "$folder/$name/$command"
done
touch ~/.bashrc
sed -i "1i PATH=$folder/$name:\\$PATH # hpctui-fake" ~/.bashrc
[ -s ~/.bashrc ] || echo "PATH=$folder/$name:\\$PATH # hpctui-fake" >~/.bashrc`;
