import {shell} from '../shell-text.js';

/**
 * Free ports. Random ones from the range that nothing uses in any state (/proc/net/tcp and tcp6), locked for other jobs
 * of ours by a folder in /tmp, and tried with a real bind where there is a python3. The range lies below Linux's
 * ephemeral ports (32768 and up), so that no outgoing connection takes one meanwhile.
 */
export const PORTS = shell`hpctui_locks=

# FIRST LAST: ports that look free, in random order.
hpctui_candidates() {
	hpctui_seed=$(od -An -N4 -tu4 /dev/urandom 2>/dev/null | tr -d ' \n')
	cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v seed="\${hpctui_seed:-$$}" -v first="$1" -v last="$2" '
		function number(hex,   at, sum) {
			for (at = 1; at <= length(hex); at++) sum = sum * 16 + index("0123456789ABCDEF", toupper(substr(hex, at, 1))) - 1
			return sum
		}
		BEGIN { srand(seed % 2147483647) }
		$1 ~ /:$/ { parts = split($2, part, ":"); used[number(part[parts])] = 1 }
		END {
			for (tries = 0; tries < 400; tries++) {
				port = first + int(rand() * (last - first + 1))
				if (!(port in used)) { used[port] = 1; print port }
			}
		}'
}

# PORT: whether it can be bound on every address; true where nobody can tell.
hpctui_can_bind() {
	command -v python3 >/dev/null 2>&1 || return 0
	python3 -S -E -c '
import socket, sys
def bind(family, address):
    listener = socket.socket(family, socket.SOCK_STREAM)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind((address, int(sys.argv[1])))
try:
    bind(socket.AF_INET, "0.0.0.0")
    if socket.has_ipv6:
        bind(socket.AF_INET6, "::")
except OSError as error:
    import errno
    sys.exit(9 if error.errno == errno.EADDRINUSE else 0)
' "$1" >/dev/null 2>&1
	[ $? -ne 9 ]
}

# PORT: takes the lock. One whose job was killed is taken over; one of another user cannot be removed.
hpctui_lock_port() {
	hpctui_lock=/tmp/hpctui-port-$1
	if ! mkdir "$hpctui_lock" 2>/dev/null; then
		hpctui_owner=
		read -r hpctui_owner <"$hpctui_lock/pid"
		case $hpctui_owner in
			'' | *[!0-9]*) return 1 ;;
		esac
		! kill -0 "$hpctui_owner" && rm -f "$hpctui_lock/pid" && rmdir "$hpctui_lock" && mkdir "$hpctui_lock" || return 1
	fi
	printf '%s\n' $$ >"$hpctui_lock/pid"
} 2>/dev/null

# FIRST LAST: takes one, as $hpctui_port.
hpctui_take_port() {
	for hpctui_port in $(hpctui_candidates "$1" "$2"); do
		hpctui_lock_port "$hpctui_port" || [ ! -w /tmp ] || continue
		hpctui_locks="$hpctui_locks $hpctui_port"
		hpctui_can_bind "$hpctui_port" && return 0
	done
	return 1
}

hpctui_unlock_ports() {
	for hpctui_port in $hpctui_locks; do
		rm -f "/tmp/hpctui-port-$hpctui_port/pid"
		rmdir "/tmp/hpctui-port-$hpctui_port"
	done
	hpctui_locks=
} 2>/dev/null
`;
