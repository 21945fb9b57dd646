import {shell} from '../../../source/core/shell-text.js';

/** A Redis server of the job: its configuration holds the password, and is for its owner's eyes only. */
export const REDIS: readonly string[] = shell`# PORT DATA MEMORY
hpctui_configure_redis() {
	hpctui_need redis-server
	hpctui_data=\${2:-$HPCTUI_FOLDER/redis}
	( umask 077; mkdir -p "$hpctui_data" ) || hpctui_cannot_run 73 "redis: no data can be kept in $hpctui_data" 'name another folder: --set data=FOLDER'
	(
		umask 077
		{
			printf 'bind %s\nport %s\nprotected-mode yes\ndaemonize no\n' "$HPCTUI_BIND" "$1"
			printf 'dir "%s"\n' "$hpctui_data"
			[ -n "$2" ] && printf 'appendonly yes\n' || printf 'save ""\n'
			[ -z "$3" ] || printf 'maxmemory %s\n' "$3"
			printf 'requirepass %s\n' "$(cat "$HPCTUI_FOLDER/password")"
		} >"$HPCTUI_FOLDER/redis.conf"
	)
}`.split('\n');
