import type {AppDriver} from '../../source/core/app.js';
import {shell} from '../../source/core/shell-text.js';
import {ARGS, ENTER, ENVIRONMENT} from './common/environment.js';
import {SCRATCH} from './common/scratch.js';

/**
 * RStudio Server as one person's own server: no root, no PAM. In PAM's place stands a program of ours that gets the
 * name as its argument and the password on its standard input. Database, sockets and the key of the cookies are the session's own, since those
 * of the machine belong to root.
 */
const rstudioServer: AppDriver = {
	name: 'rstudio-server',
	title: 'RStudio Server',
	help: 'RStudio in the browser; it asks for your user name on the cluster and for the password of hpctui secret SESSION.',
	parameters: [...ENVIRONMENT, ARGS],
	ports: [
		{
			name: 'rstudio',
			kind: 'http',
			isRequired: true,
			url: '/',
			readiness: {how: 'http', path: '/auth-sign-in', contains: ['RStudio']},
		},
	],
	secrets: ['password', 'cookie-key'],
	body: [
		...ENTER.split('\n'),
		...SCRATCH,
		...shell`# Where its packages put it.
PATH=$PATH:/usr/lib/rstudio-server/bin
hpctui_need rserver 'RStudio Server is not there: name its module, as in --set modules=rstudio-server'
hpctui_need R 'RStudio takes R: name its module, as in --set modules=R'
hpctui_make_scratch
cat >"$HPCTUI_FOLDER/check" <<'HPCTUI_END_OF_CHECK'
#!/bin/sh
# NAME: whether the password on the standard input is the session's.
given=$(cat)
[ "$1" = "$(id -un)" ] && [ -n "$given" ] && [ "$given" = "$(cat "\${0%/*}/password")" ]
HPCTUI_END_OF_CHECK
chmod 700 "$HPCTUI_FOLDER/check"
(
	umask 077
	mkdir "$HPCTUI_SCRATCH/data" "$HPCTUI_SCRATCH/database"
	printf 'provider=sqlite\ndirectory=%s\n' "$HPCTUI_SCRATCH/database" >"$HPCTUI_SCRATCH/database.conf"
)
eval "set -- $HPCTUI_SET_ARGS"
exec rserver --server-daemonize=0 --server-user="$(id -un)" --www-address="$HPCTUI_BIND" --www-port="$HPCTUI_PORT_RSTUDIO" \
	--auth-none=0 --auth-pam-helper-path="$HPCTUI_FOLDER/check" --secure-cookie-key-file="$HPCTUI_FOLDER/cookie-key" \
	--server-data-dir="$HPCTUI_SCRATCH/data" --database-config-file="$HPCTUI_SCRATCH/database.conf" \
	--rsession-which-r="$(command -v R)" "$@"`.split('\n'),
	],
};

export default rstudioServer;
