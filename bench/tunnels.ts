/**
 * Tunnels beside OpenSSH's, in the same run: `node bench/start.js tunnels`. A real sshd is started on loopback with keys of its
 * own; `ssh -L` and our link lead to the same service through it. Printed are medians, and ratios to `ssh`.
 *
 * Service, delay and tunnel are processes of their own, as they are in life; this file is all of them, by its first
 * argument.
 */
import {compare} from './tunnels/compare.js';
import {delay, serve, tunnel} from './tunnels/roles.js';

const [role = 'compare', ...words] = process.argv.slice(2);
switch (role) {
	case 'serve':
		await serve();
		break;
	case 'delay':
		await delay(Number(words[0]), Number(words[1]));
		break;
	case 'tunnel':
		await tunnel(words[0] ?? '');
		break;
	default:
		await compare();
}
