import {quoteWord, shell} from '../../../source/core/shell-text.js';

/** What one engine is, for `common/members.ts`. */
export const ENGINE = shell`HPCTUI_MEMBER='an engine'
hpctui_hub_port() {
	sed -n 's/.*"registration": *\([0-9]*\).*/\1/p' "$HPCTUI_CONNECTION"
}
hpctui_member() {
	if [ "$HPCTUI_LAUNCH" = each ]; then
		set --
	else
		eval "set -- $HPCTUI_LAUNCH"
	fi
	set -- "$@" $HPCTUI_ENGINE --profile-dir="$HPCTUI_HUB/profile" --file="$HPCTUI_CONNECTION" --location="$hpctui_address"
	case $HPCTUI_LAUNCH in
		*mpi*) set -- "$@" --mpi ;;
	esac
	exec "$@"
}`;

/** The lines before the function: who the engine is, and where its hub. `hub` is shell text. */
export function engineLines(hub: string, launch: string): readonly string[] {
	return [
		shell`HPCTUI_HUB=${hub}
HPCTUI_CONNECTION=$HPCTUI_HUB/profile/security/ipcontroller-engine.json
HPCTUI_LAUNCH=${quoteWord(launch)}
HPCTUI_ENGINE=$(command -v ipengine || { python3 -c 'import ipyparallel' 2>/dev/null && echo python3 -m ipyparallel.engine; })
if [ -z "$HPCTUI_ENGINE" ]; then
	hpctui_say "${MISSING}"
	hpctui_append "{\"type\":\"setup-failed\",\"line\":\"${MISSING}\",\"code\":127}"
	exit 127
fi
export HPCTUI_HUB HPCTUI_CONNECTION HPCTUI_LAUNCH HPCTUI_ENGINE`,
	];
}

/** Without quotes and backslashes: it stands in shell text and in the record. */
export const MISSING =
	"no ipyparallel in the job's environment: neither ipengine nor python3 -m ipyparallel. Add setup lines (module load ..., source venv/bin/activate), or install ipyparallel";
