import type {AppDriver} from '../../source/core/app.js';
import {shell} from '../../source/core/shell-text.js';
import {ARGS, ENTER, ENVIRONMENT, FOLDER} from './common/environment.js';

/**
 * code-server: VS Code in the browser. Its password is in a configuration file of its own (`--config`), which is for its owner's eyes only; that
 * of the person (~/.config/code-server/config.yaml) says another port and password, and is not read. `/healthz` answers without
 * a password; what is in it is code-server's alone.
 */
const codeServer: AppDriver = {
	name: 'code-server',
	title: 'code-server',
	help: 'VS Code in the browser, by code-server; it asks for the password of hpctui secret SESSION.',
	parameters: [FOLDER, ...ENVIRONMENT, ARGS],
	ports: [
		{
			name: 'editor',
			kind: 'http',
			isRequired: true,
			url: '/',
			readiness: {how: 'http', path: '/healthz', contains: ['"lastHeartbeat"']},
		},
	],
	secrets: ['password'],
	body: [
		...ENTER.split('\n'),
		...shell`hpctui_need code-server 'install it in your home (its install.sh with --method=standalone puts it into ~/.local/bin), or name its module: --set modules=code-server'
case $HPCTUI_BIND in
	*:*) hpctui_host="[$HPCTUI_BIND]" ;;
	*) hpctui_host=$HPCTUI_BIND ;;
esac
(
	umask 077
	{
		printf 'bind-addr: "%s:%s"\nauth: password\ncert: false\n' "$hpctui_host" "$HPCTUI_PORT_EDITOR"
		printf 'password: "%s"\n' "$(cat "$HPCTUI_FOLDER/password")"
	} >"$HPCTUI_FOLDER/code-server.yaml"
)
# What the person's own environment says would stand for ours.
unset PASSWORD HASHED_PASSWORD PORT CODE_SERVER_CONFIG
eval "set -- $HPCTUI_SET_ARGS"
exec code-server --config "$HPCTUI_FOLDER/code-server.yaml" --disable-telemetry --disable-update-check "$@" "\${HPCTUI_SET_FOLDER:-$PWD}"`.split(
			'\n',
		),
	],
};

export default codeServer;
