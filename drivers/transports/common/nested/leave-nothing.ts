import {shell} from '../../../../source/core/shell-text.js';

/**
 * The start of a script that keeps a private folder, `$folder`, and takes it along however it ends. A hang-up reaches the whole process
 * group, `rm` as well, and may come while the script ends by itself: from then on all of them are deaf to it.
 */
export const LEAVE_NOTHING = shell`umask 077
folder=
leave() {
	trap '' HUP INT TERM PIPE
	[ -z "$folder" ] || rm -rf "$folder"
}
trap leave EXIT
trap 'leave; exit 129' HUP INT TERM PIPE`;
