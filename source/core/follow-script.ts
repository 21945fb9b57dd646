import {shell} from './shell-text.js';

/**
 * The follower's program: see follow.ts for what it writes. Arguments: bytes of a frame at most, tenths of a second between
 * two looks, then for each file its key, its offset (`-`: only its size) and its path.
 *
 * A look costs one process: `stat` for all files together (`wc -c` where stat takes no -c; both only ask the inode).
 * Before it the shell itself opens each file: NFS then asks the server anew (close-to-open); and it lists the folder of a
 * file that is not there yet, since NFS hides a new file for up to 80 s (mlr-org/batchtools#273). One more process
 * copies a frame: dd seeks to the offset, so nothing before it is read.
 */
export const FOLLOW_SCRIPT = shell`LC_ALL=C
export LC_ALL
if [ -n "\${ZSH_VERSION:-}" ]; then emulate sh; fi
limit=$1 least=$2
shift 2

count=0
while [ $# -ge 3 ]; do
	eval "key_$count=\$1 offset_$count=\$2 path_$count=\$3"
	count=$((count + 1))
	shift 3
done
IFS='
'

# Standard input closes when whoever asked is gone. This watcher must not hold the output open.
exec 3<&0 4>&1
( trap - TERM; while read -r _; do :; done; kill -s TERM $$ ) <&3 >/dev/null 2>&1 3<&- 4>&- &
watcher=$!
exec 3<&- </dev/null
trap 'kill -s TERM $watcher 2>/dev/null' EXIT
trap 'exit 0' TERM HUP INT PIPE

has_stat='' has_skip='' has_fractions=''
stat -L -c %s / >/dev/null 2>&1 && has_stat=1
# busybox takes the flags, too, but does not say how many bytes it were.
case $(dd if=/dev/null iflag=skip_bytes,count_bytes count=0 2>&1) in
	*[0-9]' byte'*) has_skip=1 ;;
esac
if sleep 0.01 2>/dev/null; then
	has_fractions=1
elif [ "$least" -lt 10 ]; then
	least=10
fi

# FILE: whether it is there, asked of the server.
is_there() {
	[ -f "$1" ] && { :; } 2>/dev/null <"$1"
}

# FILE: reads its folder, without a process.
list_folder() {
	set +f
	for _ in "\${1%/*}"/*; do break; done
	set -f
}

# FILE...: lines "SIZE FILE", in their order.
sizes() {
	if [ -n "$has_stat" ]; then
		stat -L -c '%s %n' -- "$@" 2>/dev/null
	else
		wc -c "$@" 2>/dev/null | sed 's/^ *//'
	fi
}

# FILE OFFSET LENGTH: exactly so many bytes, whatever became of the file meanwhile; fails where NULs had to stand in.
copy() {
	if [ -z "$has_skip" ]; then
		{
			dd if="$1" bs=4096 skip=$(($2 / 4096)) count=$(($3 / 4096 + 2)) 2>/dev/null | tail -c +$(($2 % 4096 + 1))
			head -c "$3" /dev/zero
		} | head -c "$3"
		return 0
	fi
	said=$(dd if="$1" bs=65536 iflag=skip_bytes,count_bytes skip="$2" count="$3" 2>&1 1>&4)
	copied=\${said%% byte*}
	copied=\${copied##*[!0-9]}
	[ "\${copied:-0}" -lt "$3" ] || return 0
	head -c $(($3 - \${copied:-0})) /dev/zero
	return 1
}

# INDEX SIZE: what is new in a file whose bytes are wanted.
tell_content() {
	eval "key=\$key_$1 offset=\$offset_$1 path=\$path_$1"
	if [ "$2" -lt "$offset" ]; then
		printf '! %s truncated\n' "$key" || exit 0
		offset=0 changed=1
	fi
	length=$(($2 - offset))
	if [ "$length" -gt "$limit" ]; then
		length=$limit more=1
	fi
	if [ "$length" -gt 0 ]; then
		changed=1
		printf '@ %s %s %s\n' "$key" "$offset" "$length" || exit 0
		if copy "$path" "$offset" "$length"; then
			offset=$((offset + length))
		else
			printf '! %s truncated\n' "$key" || exit 0
			offset=0
		fi
	fi
	eval "offset_$1=\$offset"
}

# INDEX SIZE: a file that is only watched.
tell_size() {
	eval "key=\$key_$1 before=\$size_$1"
	[ "$2" != "$before" ] || return 0
	changed=1
	eval "size_$1=\$2"
	printf '%% %s %s\n' "$key" "$2" || exit 0
}

tell() {
	eval "offset=\$offset_$1"
	if [ "$offset" = - ]; then
		tell_size "$1" "$2"
	else
		tell_content "$1" "$2"
	fi
}

look() {
	set --
	index=0
	while [ $index -lt $count ]; do
		eval "path=\$path_$index"
		is_there "$path" || list_folder "$path"
		is_there "$path" && set -- "$@" "$path"
		index=$((index + 1))
	done
	[ $# -gt 0 ] || return 0
	index=0
	for line in $(sizes "$@"); do
		found=\${line#* }
		while [ $index -lt $count ]; do
			eval "path=\$path_$index"
			index=$((index + 1))
			if [ "$path" = "$found" ]; then
				tell $((index - 1)) "\${line%% *}"
				break
			fi
		done
	done
}

# TENTHS
pause() {
	if [ -n "$has_fractions" ]; then
		sleep "$(($1 / 10)).$(($1 % 10))"
	else
		sleep $((($1 + 9) / 10))
	fi
} >/dev/null 4>&-

printf '~\n' || exit 0
set -f
quiet=0 silent=0
while :; do
	changed='' more=''
	look
	[ -z "$more" ] || continue
	if [ -n "$changed" ]; then
		quiet=0 silent=0
	else
		quiet=$((quiet + 1))
	fi
	tenths=$least
	[ $quiet -lt 12 ] || tenths=6
	[ $quiet -lt 24 ] || tenths=10
	[ $quiet -lt 40 ] || tenths=20
	[ "$tenths" -ge "$least" ] || tenths=$least
	pause "$tenths"
	silent=$((silent + tenths))
	if [ $silent -ge 100 ]; then
		printf '~\n' || exit 0
		silent=0
	fi
done
`;
