import {fileURLToPath} from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The scripts of the cluster: up, down, in, fault. */
export const CLUSTER_SCRIPTS = fileURLToPath(new URL('../', import.meta.url));

/** The state folder of the cluster that is tested on. */
export const CLUSTER_STATE = process.env['HPCTUI_CLUSTER_STATE'] ?? '/run/hpctui-cluster';

/** The laptop's ssh configuration: gateway, login and the nodes, with alice's key. */
export const SSH_CONFIG = `${CLUSTER_STATE}/laptop-home/ssh_config`;

/** A Node that the program runs on, whatever the machine's own is. */
export const NODE = `${ROOT}node_modules/.bin/node`;

/** The built program; HPCTUI_TEST_PROGRAM names another build. */
export const PROGRAM = process.env['HPCTUI_TEST_PROGRAM'] ?? `${ROOT}dist/cli.js`;

/** Where sessions have their folders on the cluster. */
export const SESSIONS_FOLDER = '/home/alice/.hpctui/sessions';
