/**
 * Shell functions that tell one process from another that later got its number. POSIX sh with /proc (Linux) or `ps` (macOS,
 * BSD) only.
 *
 * - `process_look PID`: sets `look_state` (a letter; empty: no such process) and `look_start` (a word that differs for another
 *   process of the same number). Field 22 of /proc/PID/stat counts ticks since boot (proc(5)); the name in brackets may
 *   hold spaces and brackets, so the fields are those behind the last one.
 * - `process_alive PID START`: whether this very process runs. A zombie does not: pid 1 of a container may never reap it.
 * - `boot_mark`: a word that differs after a reboot.
 */
export const PROCESS_FUNCTIONS = `
process_look() {
	look_state= look_start=
	case $1 in '' | *[!0-9]*) return 0 ;; esac
	if [ -r /proc/self/stat ]; then
		look_line=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
		set -- \${look_line##*) }
		look_state=$1 look_start=\${20}
	else
		look_state=$(ps -o stat= -p "$1" 2>/dev/null) || { look_state=; return 0; }
		look_start=$(LC_ALL=C ps -o lstart= -p "$1" | tr -cs '0-9A-Za-z\\n' '-')
	fi
}
process_alive() {
	process_look "$1"
	case $look_state in '' | Z* | X*) return 1 ;; esac
	[ "$look_start" = "$2" ]
}
boot_mark() {
	cat /proc/sys/kernel/random/boot_id 2>/dev/null && return
	sysctl -n kern.boottime 2>/dev/null | tr -cs '0-9\\n' '-'
}
host_name() { uname -n; }
`;

/**
 * `detached COMMAND…`: becomes the command, in a session of its own or at least a process group. For a background subshell: it
 * keeps its number. `setsid` is util-linux, `timeout` (which makes a group) coreutils, and macOS has perl.
 */
export const DETACHED_FUNCTION = `
detached() {
	if command -v setsid >/dev/null 2>&1; then exec setsid "$@"
	elif timeout 0 true 2>/dev/null; then exec timeout 0 "$@"
	else exec perl -e 'use POSIX; POSIX::setsid(); exec @ARGV or exit 127' "$@"
	fi
}
`;

/**
 * Where the jobs of a host are found by their id: `$HOME/.hpctui/host/ID` is a link to the job's own folder. Only an id is given
 * when one asks about a job, not its session's folder. `read_job DIR` reads what the guard wrote there.
 */
export const JOB_FUNCTIONS = `${PROCESS_FUNCTIONS}
index=\${HOME:?}/.hpctui/host
here=$(host_name)
mark=$(boot_mark)

read_job() {
	guard= script= script_start= started= limit= code= why= ended=
	{ read -r id; read -r tag; read -r host; read -r boot; read -r guard; read -r guard_start; read -r submitted; } < "$1/job"
	[ ! -e "$1/group" ] || { read -r script; read -r script_start; read -r started; } < "$1/group"
	[ ! -e "$1/walltime" ] || read -r limit < "$1/walltime"
}

# Processes first, the exit record after them: what ends between the two has left its record.
look_at_job() {
	script_state= guard_state=
	if [ "$host" = "$here" ] && [ "$boot" = "$mark" ]; then
		if process_alive "$script" "$script_start"; then script_state=$look_state; fi
		if process_alive "$guard" "$guard_start"; then guard_state=$look_state; fi
	fi
	[ ! -e "$1/exit" ] || { read -r code; read -r why; read -r ended; } < "$1/exit"
}
`;
