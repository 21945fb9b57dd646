import {shell} from '../../../source/core/shell-text.js';
import {CLIENT_PORTS} from './configuration.js';
import {MISSING} from './engines.js';

/**
 * Starts the controller, waits until its connection files are whole, and tells where each of its sockets is. The hub writes
 * `log/engines.json` at each registration and each leave (controller/hub.py, _save_engine_state).
 */
export const START_CONTROLLER = shell`hpctui_controller_program=$(command -v ipcontroller || { python3 -c 'import ipyparallel' 2>/dev/null && echo python3 -m ipyparallel.controller; })
if [ -z "$hpctui_controller_program" ]; then
	hpctui_say "${MISSING}"
	hpctui_append "{\"type\":\"setup-failed\",\"line\":\"${MISSING}\",\"code\":127}"
	exit 127
fi
$hpctui_controller_program --profile-dir="$HPCTUI_PROFILE" &
hpctui_hub_pids=$!
hpctui_security=$HPCTUI_PROFILE/security
hpctui_is_whole() {
	[ "$(tail -n 1 "$1" 2>/dev/null)" = '}' ]
}
until hpctui_is_whole "$hpctui_security/ipcontroller-client.json" && hpctui_is_whole "$hpctui_security/ipcontroller-engine.json"; do
	hpctui_look_after_hub
	hpctui_pause 0.2
done
for hpctui_name in registration ${CLIENT_PORTS.join(' ')}; do
	hpctui_number=$(sed -n 's/.*"'"$hpctui_name"'": *\([0-9]\{1,\}\).*/\1/p' "$hpctui_security/ipcontroller-client.json")
	[ -z "$hpctui_number" ] || hpctui_serving "$hpctui_name" "$hpctui_number"
done
hpctui_evidence registration connection "$(tr -d '\n' <"$hpctui_security/ipcontroller-client.json")"

# Lines: the identities of the engines that the hub has.
hpctui_registered() {
	[ ! -s "$HPCTUI_PROFILE/log/engines.json" ] || sed 's/"next_id".*//' "$HPCTUI_PROFILE/log/engines.json" | tr ',' '\n' | sed -n 's/.*"[0-9]\{1,\}": *"\([^"]*\)".*/\1/p'
}`;
