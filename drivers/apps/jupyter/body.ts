import {Fault} from '../../../source/core/fault.js';
import {quotePath, shell} from '../../../source/core/shell-text.js';

/** The commands that may start a server, in the order to try, by flavour. Each is words of a command line. */
const CANDIDATES: Readonly<Record<string, readonly string[]>> = {
	auto: [
		'jupyter-lab',
		'jupyter lab',
		'jupyter-notebook',
		'jupyter notebook',
		'python3 -m notebook',
		'jupyter-nbclassic',
	],
	lab: ['jupyter-lab', 'jupyter lab', 'python3 -m jupyterlab'],
	notebook: ['jupyter-notebook', 'jupyter notebook', 'python3 -m notebook'],
	classic: ['jupyter-nbclassic', 'jupyter-notebook', 'jupyter notebook', 'python3 -m notebook'],
};

/** The lines that find a server, watch its runtime file, and become it. */
export function jupyterBody(settings: Readonly<Record<string, string>>): readonly string[] {
	const flavour = settings['flavour'] ?? 'auto';
	const candidates = CANDIDATES[flavour];
	const args = settings['args'] ?? '';
	if (candidates === undefined || /[\r\n]/.test(args)) {
		throw new Fault('usage', `jupyter cannot start with flavour=${flavour} args=${JSON.stringify(args)}`, {
			hint: `flavour is one of: ${Object.keys(CANDIDATES).join(', ')}; args is one line`,
		});
	}

	return [
		...findServer(flavour, candidates),
		PREPARE,
		WATCH,
		`set -- ${['$hpctui_server', ...options(settings), args].join(' ').trim()}`,
		'[ "$(id -u)" -ne 0 ] || set -- "$@" --allow-root',
		'exec "$@"',
	];
}

/** All of them are aliases that Notebook 6, nbclassic, Notebook 7 and Lab share. */
function options(settings: Readonly<Record<string, string>>): readonly string[] {
	const folder = settings['notebook-dir'] ?? '';
	return [
		'--ip="$HPCTUI_BIND"',
		'--port="$HPCTUI_PORT_NOTEBOOK"',
		'--port-retries=50',
		'--no-browser',
		...(folder === '' ? [] : [`--notebook-dir=${quotePath(folder)}`]),
	];
}

/** `--version` is run, since a command may be there whose packages another module hides. */
function findServer(flavour: string, candidates: readonly string[]): readonly string[] {
	const isWanted =
		flavour === 'classic'
			? shell`case $hpctui_server/$hpctui_version in
		*nbclassic/* | */[1-6].*) ;;
		*) continue ;;
	esac`
			: ':';
	const missing = `no Jupyter (${flavour}) in the job's environment; tried: ${candidates.join(', ')}`;
	const list = candidates.map(candidate => `'${candidate}'`).join(' ');
	return [
		shell`hpctui_found=
for hpctui_server in ${list}; do
	command -v "\${hpctui_server%% *}" >/dev/null 2>&1 || continue
	hpctui_version=$($hpctui_server --version 2>/dev/null) || continue
	hpctui_version=$(printf '%s\n' "$hpctui_version" | tail -n 1)
	${isWanted}
	hpctui_found=1
	break
done
if [ -z "$hpctui_found" ]; then
	hpctui_say "${missing}. Add setup lines: module load ..., source venv/bin/activate"
	hpctui_append "{\"type\":\"setup-failed\",\"line\":\"${missing}\",\"code\":127}"
	exit 127
fi
hpctui_say "starting $hpctui_server $hpctui_version"`,
	];
}

/**
 * Notebook 6 logs each redirected request whole, token and all (notebook/log.py), so the first click on the URL would put
 * the token into the output. This configuration only changes how
 * log records are made; it sets no option, so the person's own stays in force.
 */
const SCRUB = shell`import logging
import re


plain = logging.getLogRecordFactory()


def without_token(*args, **kwargs):
    record = plain(*args, **kwargs)
    text = record.getMessage()
    if "token=" in text:
        record.msg, record.args = re.sub(r"([?&]token=)[^&\s]+", r"\1[secret]", text), ()
    return record


logging.setLogRecordFactory(without_token)`;

/**
 * The runtime folder is ours: XDG_RUNTIME_DIR of the login host often does not exist on the node, and the runtime file
 * in it is the evidence. What an earlier start of the same job left there would mislead.
 */
const PREPARE = shell`if [ ! -s "$HPCTUI_FOLDER/token" ]; then
	hpctui_say "the token file is missing: $HPCTUI_FOLDER/token"
	exit 78
fi
JUPYTER_TOKEN=$(cat "$HPCTUI_FOLDER/token")
JUPYTER_RUNTIME_DIR=$HPCTUI_FOLDER/runtime
export JUPYTER_TOKEN JUPYTER_RUNTIME_DIR
mkdir -p "$JUPYTER_RUNTIME_DIR" "$HPCTUI_FOLDER/config"
chmod 700 "$JUPYTER_RUNTIME_DIR" "$HPCTUI_FOLDER/config"
rm -f "$JUPYTER_RUNTIME_DIR"/nbserver-*.json "$JUPYTER_RUNTIME_DIR"/jpserver-*.json
for hpctui_file in notebook server; do
	cat >"$HPCTUI_FOLDER/config/jupyter_\${hpctui_file}_config.py" <<'HPCTUI_END_OF_CONFIG'
${SCRUB}
HPCTUI_END_OF_CONFIG
done
JUPYTER_CONFIG_PATH=$HPCTUI_FOLDER/config\${JUPYTER_CONFIG_PATH:+:$JUPYTER_CONFIG_PATH}
export JUPYTER_CONFIG_PATH`;

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
			hpctui_port=$(hpctui_field "$hpctui_file" port)
			[ "$hpctui_port" = "$HPCTUI_PORT_NOTEBOOK" ] || hpctui_serving notebook "$hpctui_port"
			set -- baseUrl "$(hpctui_field "$hpctui_file" base_url)" hasPassword "$(hpctui_field "$hpctui_file" password)"
			set -- "$@" isSecure "$(hpctui_field "$hpctui_file" secure)"
			hpctui_token=$(hpctui_field "$hpctui_file" token)
			[ -z "$hpctui_token" ] || [ "$hpctui_token" = "$JUPYTER_TOKEN" ] || set -- "$@" token "$hpctui_token"
			hpctui_evidence notebook "$@"
			return
		done
		sleep 0.3 2>/dev/null || sleep 1
	done
}
# Nobody's child, so that the server need not reap it.
( hpctui_watch </dev/null >/dev/null 2>&1 & )`;
