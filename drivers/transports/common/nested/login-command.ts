import type {Command} from '../../../../source/core/command.js';
import type {Hop} from '../../../../source/core/link.js';
import {shell} from '../../../../source/core/shell-text.js';
import {SHELL_LINE} from '../script.js';
import {LEAVE_NOTHING} from './leave-nothing.js';

/** What is printed on standard output once somebody is logged in, behind what the login shell there prints. */
export const arrivalMark = (token: string): string => `${token}:in:`;

/**
 * The command for the hop before that logs in to this hop with its own ssh, and starts a shell there. `token` marks what is asked
 * on standard error ({@link QuestionCutter}): an answer is one line of standard input, which ssh itself reads only once it is
 * connected. So no answer lies in a file or on a command line.
 */
export function loginCommand(hop: Hop, token: string): Command {
	const words = [token, ...sshArguments(hop), shellLine(token)];
	return {argv: ['/bin/sh', '-c', SCRIPT, 'hpctui-nested', ...words], isConversation: true};
}

/**
 * Where it leads, and what must not come with it: of all else, the configuration on the hop before decides. `-v`, because only that
 * tells a login that waits from a host that hangs. A master that the person has open there is used, and none is left behind.
 */
function sshArguments(hop: Hop): string[] {
	const options = [
		`ConnectTimeout=${Math.ceil(hop.connectTimeoutMs / 1000)}`,
		'ControlMaster=no',
		'ClearAllForwardings=yes',
		'PermitLocalCommand=no',
		'Tunnel=no',
	];
	return [
		...['-v', '-T', '-a', '-x'],
		...options.flatMap(option => ['-o', option]),
		// What nobody named, ssh takes from its own configuration there.
		...(hop.isUserGuessed === true ? [] : ['-l', hop.user]),
		...(hop.port === 22 ? [] : ['-p', String(hop.port)]),
		...['--', hop.host],
	];
}

/** The mark is put together when it is printed: a login shell that echoes what it is told prints none. */
const shellLine = (token: string): string =>
	`printf '%s%s' ${token.slice(0, 6)} '${arrivalMark(token).slice(6)}'; ${SHELL_LINE}`;

/**
 * ssh's questions come to a program (ssh(1), SSH_ASKPASS), which passes them on. OpenSSH before 8.4 wants to see a display for that, and
 * no terminal: there is none here. Where nobody answers, ssh is ended, or it would try the empty password.
 * Where /tmp may hold no programs (noexec), the home folder may.
 */
const SCRIPT = shell`token=$1
shift
${LEAVE_NOTHING}
for place in "\${TMPDIR:-/tmp}" /tmp "$HOME"; do
	# Letters of its own are what mktemp puts for the X.
	folder=$(mktemp -d "$place/hpctui.XXXXXXXX") || continue
	cat >"$folder/ask" <<END
#!/bin/sh
if [ "\$SSH_ASKPASS_PROMPT" = none ]; then
	printf '%s:tell:%s%s:told:' $token "\$1" $token >&2
	exit
fi
printf '%s:ask:%s%s:asked:' $token "\$1" $token >&2
IFS= read -r answer || { kill "\$PPID"; exit 1; }
printf '%s\n' "\$answer"
END
	chmod 700 "$folder/ask" && [ -x "$folder/ask" ] && break
	rm -rf "$folder"
	folder=
done
[ -n "$folder" ] || exit 1
SSH_ASKPASS=$folder/ask SSH_ASKPASS_REQUIRE=force DISPLAY=\${DISPLAY:-:0} ssh "$@"
`;
