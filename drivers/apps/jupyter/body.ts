import {shell} from '../../../source/core/shell-text.js';
import {ENTER} from '../common/environment.js';
import {CONFIGURATION} from './configuration.js';

/** `--version` is run, since a command may be there whose packages another module hides. */
const FIND = shell`case $HPCTUI_SET_FLAVOUR in
	auto) set -- jupyter-lab 'jupyter lab' jupyter-notebook 'jupyter notebook' 'python3 -m notebook' jupyter-nbclassic ;;
	lab) set -- jupyter-lab 'jupyter lab' 'python3 -m jupyterlab' ;;
	notebook) set -- jupyter-notebook 'jupyter notebook' 'python3 -m notebook' ;;
	classic) set -- jupyter-nbclassic jupyter-notebook 'jupyter notebook' 'python3 -m notebook' ;;
esac
hpctui_found=
for hpctui_server do
	command -v "\${hpctui_server%% *}" >/dev/null 2>&1 || continue
	hpctui_version=$($hpctui_server --version 2>/dev/null) || continue
	hpctui_version=$(printf '%s\n' "$hpctui_version" | tail -n 1)
	case $HPCTUI_SET_FLAVOUR/$hpctui_server/$hpctui_version in
		classic/*nbclassic/* | classic/*/[1-6].* | [!c]*) hpctui_found=1; break ;;
	esac
done
[ -n "$hpctui_found" ] || hpctui_cannot_run 127 "no Jupyter ($HPCTUI_SET_FLAVOUR) in the job's environment; tried: $*" \
	'name its environment: --set environment=FOLDER, --set modules=NAME, or setup lines of the cluster'
hpctui_say "starting $hpctui_server $hpctui_version"`;

/**
 * The runtime folder is ours: XDG_RUNTIME_DIR of the login host often does not exist on the node, and the runtime file
 * in it is the evidence. What an earlier start of the same job left there would mislead.
 */
const PREPARE = shell`[ -s "$HPCTUI_FOLDER/token" ] || hpctui_cannot_run 78 "the token file is missing: $HPCTUI_FOLDER/token"
JUPYTER_TOKEN=$(cat "$HPCTUI_FOLDER/token")
JUPYTER_RUNTIME_DIR=$HPCTUI_FOLDER/runtime
export JUPYTER_TOKEN JUPYTER_RUNTIME_DIR HPCTUI_FOLDER
mkdir -p "$JUPYTER_RUNTIME_DIR" "$HPCTUI_FOLDER/config"
chmod 700 "$JUPYTER_RUNTIME_DIR" "$HPCTUI_FOLDER/config"
rm -f "$JUPYTER_RUNTIME_DIR"/nbserver-*.json "$JUPYTER_RUNTIME_DIR"/jpserver-*.json "$HPCTUI_FOLDER/own-password"
[ "$HPCTUI_SET_TLS" = false ] || hpctui_make_certificate
for hpctui_file in notebook server; do
	cat >"$HPCTUI_FOLDER/config/jupyter_\${hpctui_file}_config.py" <<'HPCTUI_END_OF_CONFIG'
${CONFIGURATION}
HPCTUI_END_OF_CONFIG
done
JUPYTER_CONFIG_PATH=$HPCTUI_FOLDER/config\${JUPYTER_CONFIG_PATH:+:$JUPYTER_CONFIG_PATH}
export JUPYTER_CONFIG_PATH`;

/** Kernels of the session alone: in its own folder, so that nothing of the person's home changes. */
const KERNELS = shell`for hpctui_environment in $(printf '%s' "$HPCTUI_SET_KERNELS" | tr , ' '); do
	case $hpctui_environment in
		'~/'*) hpctui_environment=$HOME/\${hpctui_environment#??} ;;
	esac
	hpctui_python=$hpctui_environment/bin/python
	[ -x "$hpctui_python" ] || hpctui_cannot_run 1 "no environment in $hpctui_environment: bin/python is not there"
	"$hpctui_python" -c 'import ipykernel' >/dev/null 2>&1 ||
		hpctui_cannot_run 1 "the environment $hpctui_environment has no ipykernel" "$hpctui_python -m pip install ipykernel"
	hpctui_name=$(basename "$hpctui_environment" | tr -cs 'A-Za-z0-9._\n-' -)
	"$hpctui_python" -m ipykernel install --prefix "$HPCTUI_FOLDER/kernels" --name "$hpctui_name" \
		--display-name "Python ($hpctui_name)" || hpctui_cannot_run 1 "the kernel of $hpctui_environment could not be installed"
	JUPYTER_PATH=$HPCTUI_FOLDER/kernels/share/jupyter\${JUPYTER_PATH:+:$JUPYTER_PATH}
	export JUPYTER_PATH
done`;

/**
 * Reads the runtime file once it is whole (`json.dump` with indent 2 ends it with `}`), tells the port where it is another
 * one, and what the way in is where the person's own configuration decides it. The
 * runtime folder is ours alone, so whatever file is there is the server's.
 */
const WATCH = shell`hpctui_field() {
	sed -n 's/^ *"'"$2"'": *"\{0,1\}\(.*[^",]\)"\{0,1\},\{0,1\}$/\1/p' "$1"
}

hpctui_watch() {
	while kill -0 $$ 2>/dev/null; do
		for hpctui_file in "$JUPYTER_RUNTIME_DIR"/nbserver-*.json "$JUPYTER_RUNTIME_DIR"/jpserver-*.json; do
			[ "$(tail -n 1 "$hpctui_file" 2>/dev/null)" = '}' ] || continue
			hpctui_tell "$hpctui_file"
			return
		done
		sleep 0.3 2>/dev/null || sleep 1
	done
}

hpctui_tell() {
	hpctui_port=$(hpctui_field "$1" port)
	[ "$hpctui_port" = "$HPCTUI_PORT_NOTEBOOK" ] || hpctui_serving notebook "$hpctui_port"
	hpctui_secure=$(hpctui_field "$1" secure)
	hpctui_token=$(hpctui_field "$1" token)
	set -- baseUrl "$(hpctui_field "$1" base_url)" hasPassword "$(hpctui_field "$1" password)" isSecure "$hpctui_secure"
	[ -z "$hpctui_token" ] || [ "$hpctui_token" = "$JUPYTER_TOKEN" ] || set -- "$@" token "$hpctui_token"
	# Theirs, which we do not know.
	[ ! -e "$HPCTUI_FOLDER/own-password" ] || set -- "$@" password ''
	hpctui_evidence notebook "$@"
	[ "$hpctui_secure" != true ] || hpctui_await_certificate notebook "$hpctui_port"
}
# Nobody's child, so that the server need not reap it.
( hpctui_watch </dev/null >/dev/null 2>&1 & )`;

/** All options are aliases that Notebook 6, nbclassic, Notebook 7 and Lab share. */
const START = shell`eval "set -- $HPCTUI_SET_ARGS"
[ -z "$HPCTUI_SET_NOTEBOOK_DIR" ] || set -- "--notebook-dir=$HPCTUI_SET_NOTEBOOK_DIR" "$@"
[ "$(id -u)" -ne 0 ] || set -- "$@" --allow-root
exec $hpctui_server --ip="$HPCTUI_BIND" --port="$HPCTUI_PORT_NOTEBOOK" --port-retries=50 --no-browser "$@"`;

/** The lines that find a server, watch its runtime file, and become it. */
export const JUPYTER_BODY: readonly string[] = [ENTER, FIND, PREPARE, KERNELS, WATCH, START].flatMap(text =>
	text.split('\n'),
);
