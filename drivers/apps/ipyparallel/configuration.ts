import {quoteWord, shell} from '../../../source/core/shell-text.js';

/**
 * The profile of a session: ours, in its folder, so that two sessions never share a connection file; it takes in the person's own
 * profile first (`load_subconfig`), so that their packer, engine set-up and the rest stay in force.
 *
 * The names of what is set: ipyparallel 7 and later (controller/app.py, IPController.client_ports); before 7 the same lay in
 * HubFactory and the controller chose its ports. An unknown name in a configuration file does nothing.
 */
export function profileLines(settings: Readonly<Record<string, string>>): readonly string[] {
	const profile = JSON.stringify(settings['profile'] || 'default');
	return [
		shell`HPCTUI_PROFILE=$HPCTUI_FOLDER/profile
mkdir -p "$HPCTUI_PROFILE/security" "$HPCTUI_PROFILE/log"
chmod 700 "$HPCTUI_PROFILE/security"
# What an earlier start of the same job left would mislead.
rm -f "$HPCTUI_PROFILE"/security/*.json "$HPCTUI_PROFILE"/log/engines.json
set -- $HPCTUI_ADDRESSES
HPCTUI_LOCATION=\${1:-127.0.0.1}
export HPCTUI_LOCATION HPCTUI_PROFILE
cat >"$HPCTUI_PROFILE/ipcontroller_config.py" <<'HPCTUI_END_OF_CONFIG'
${CONTROLLER(profile, packerOf(settings['packer'] ?? ''))}
HPCTUI_END_OF_CONFIG
cat >"$HPCTUI_PROFILE/ipengine_config.py" <<'HPCTUI_END_OF_CONFIG'
${ENGINE(profile)}
HPCTUI_END_OF_CONFIG`,
	];
}

/** Client sockets come in this order (controller/app.py, init_hub); `broadcast` is there from 7 on. */
export const CLIENT_PORTS = ['control', 'mux', 'task', 'iopub', 'notification', 'broadcast'] as const;

function packerOf(packer: string): readonly string[] {
	const named = packer === 'msgpack' ? ['msgpack.packb', 'msgpack.unpackb'] : [packer, packer];
	return packer === '' || packer === 'profile'
		? []
		: [`c.Session.packer = ${JSON.stringify(named[0])}`, `c.Session.unpacker = ${JSON.stringify(named[1])}`];
}

const CONTROLLER = (profile: string, packer: readonly string[]): string =>
	`import os
c = get_config()
load_subconfig('ipcontroller_config.py', profile=${profile})
def number(name):
    return int(os.environ['HPCTUI_PORT_' + name])
c.IPController.client_ports = [number(name) for name in (${CLIENT_PORTS.map(name => `'${name.toUpperCase()}'`).join(', ')})]
c.IPController.engine_ports = [number('REGISTRATION')]
c.IPController.client_ip = os.environ['HPCTUI_BIND']
c.IPController.engine_ip = os.environ['HPCTUI_ENGINE_BIND']
c.IPController.location = os.environ['HPCTUI_LOCATION']
try:
    from ipyparallel import version_info
except ImportError:
    version_info = (7,)
# From 7 on these would be taken as well, and the port of registration twice.
if version_info[0] < 7:
    c.HubFactory.regport = number('REGISTRATION')
    c.HubFactory.ip = '0.0.0.0'
    c.IPControllerApp.location = os.environ['HPCTUI_LOCATION']
${packer.join('\n')}`.trimEnd();

/**
 * Engines of 7.1 log at the level of debugging, come what may (engine/app.py, initialize), and so write the key of the cluster
 * into their output: the text of a record is cleaned before anybody formats it. An engine that hears nothing of its controller for
 * about 70 s ends itself, as the last safety where no scheduler ends it.
 */
const ENGINE = (profile: string): string =>
	`import logging
import re
c = get_config()
load_subconfig('ipengine_config.py', profile=${profile})
c.IPEngine.timeout = 60
c.IPEngine.max_heartbeat_misses = 20
c.EngineFactory.timeout = 60
plain = logging.getLogRecordFactory()
def without_key(*args, **kwargs):
    record = plain(*args, **kwargs)
    text = record.getMessage()
    if 'key' in text:
        record.msg, record.args = re.sub(r"(key'?\\"?: b?)(['\\"])[^'\\"]*['\\"]", r"\\1\\2[secret]\\2", text), ()
    return record
logging.setLogRecordFactory(without_key)`;

/** Further words of a launcher or a program, checked to be on one line. */
export function words(text: string): string {
	return text
		.split(/\s+/)
		.filter(word => word !== '')
		.map(quoteWord)
		.join(' ');
}
