import type {Command} from '../../../../source/core/command.js';
import {shell} from '../../../../source/core/shell-text.js';
import {LEAVE_NOTHING} from './leave-nothing.js';

/** The exit code of {@link serverCommand} where the host has no sshd that may be run. */
export const NO_SSHD = 127;

/**
 * The command that serves SSH to one client on its standard input and output, by the host's own sshd, as the user who runs it. It
 * listens nowhere. It prints the user's name on a line, reads what {@link serverInput} says, and then sshd speaks.
 */
export const serverCommand = (): Command => ({argv: ['/bin/sh', '-c', SCRIPT, 'hpctui-sshd'], isConversation: true});

/** What the command reads: the one key that it lets in, and its own host key, up to an empty line. */
export const serverInput = (authorizedKey: string, hostKey: string): string =>
	`${authorizedKey}\n${hostKey.trim().replace(/\n+/g, '\n')}\n\n`;

/** What a login gives its programs by PAM, and what they may need of it. */
const PASSED_ON = ['KRB5CCNAME', 'XDG_RUNTIME_DIR', 'XDG_SESSION_ID', 'DBUS_SESSION_BUS_ADDRESS', 'TMPDIR'];

/**
 * - sshd wants to be called by its whole path, and is seldom in a user's own.
 * - StrictModes would look at /tmp, which everybody may write to; the folder is this user's alone.
 * - A user may not use PAM, and before OpenSSH 7.5 not separate privileges either; later ones only say that they know the word no more.
 * - What `module load` puts into LD_LIBRARY_PATH may hold another OpenSSL than the one that the system's sshd was built with.
 * - A terminal is given to its user and to the group `tty`. Where the kernel does not do the latter (devpts without `gid=`), only root may,
 *   and sshd would end with all that it carries: it refuses terminals there.
 * - sshd gives its sessions an environment of their own: what the login found (the ticket that opens the home folder, the session of
 *   systemd) is passed on, where sshd can do that (SetEnv, OpenSSH 7.8).
 * - ClientAliveInterval: a laptop that is gone for good is given up, though nobody on the way noticed.
 */
const SCRIPT = shell`${LEAVE_NOTHING}
for sshd in /usr/sbin/sshd /usr/local/sbin/sshd /usr/lib/ssh/sshd /usr/libexec/sshd "$(command -v sshd)"; do
	[ -x "$sshd" ] && break
	sshd=
done
[ -n "$sshd" ] || { echo 'there is no sshd that this user may run' >&2; exit ${NO_SSHD}; }
place=\${TMPDIR:-/tmp}
case $place in *[!A-Za-z0-9_./-]*) place=/tmp ;; esac
# Letters of its own are what mktemp puts for the X.
folder=$(mktemp -d "$place/hpctui.XXXXXXXX") || exit 1
id -un
IFS= read -r key || exit 1
printf '%s\n' "$key" >"$folder/authorized_keys" || exit 1
while IFS= read -r line && [ -n "$line" ]; do printf '%s\n' "$line"; done >"$folder/host_key" || exit 1
cat >"$folder/config" <<END || exit 1
HostKey $folder/host_key
AuthorizedKeysFile $folder/authorized_keys
PubkeyAuthentication yes
PasswordAuthentication no
ChallengeResponseAuthentication no
StrictModes no
UsePAM no
UsePrivilegeSeparation no
UseDNS no
PidFile none
PrintLastLog no
AllowTcpForwarding yes
ClientAliveInterval 60
ClientAliveCountMax 10
END
if [ "$(id -u)" != 0 ] && grep ' /dev/pts devpts ' /proc/mounts 2>/dev/null | tail -n 1 | grep -qv 'gid='; then
	echo 'PermitTTY no' >>"$folder/config"
fi
unset LD_LIBRARY_PATH LD_PRELOAD
given=
for name in ${PASSED_ON.join(' ')}; do
	eval "value=\$$name"
	case $value in '' | *[!A-Za-z0-9_./:,=@+-]*) ;; *) given="$given $name=$value" ;; esac
done
if [ -n "$given" ] && "$sshd" -t -f "$folder/config" -o "SetEnv$given" 2>/dev/null; then
	echo "SetEnv$given" >>"$folder/config"
fi
"$sshd" -i -e -f "$folder/config"
`;
