import type {Transport} from '../../source/core/link.js';
import {nesting} from './common/nested/nesting.js';
import {handshake} from './ssh2/handshake.js';
import {KeyRing} from './ssh2/key-ring.js';
import {linkOf} from './ssh2/link.js';
import {openSocket} from './ssh2/socket.js';

const keyRing = new KeyRing();

/** SSH spoken by this process itself, with the npm library of the same name: needs no program on this machine. */
const transport: Transport = nesting({
	name: 'ssh2',
	async open(request, signal) {
		const socket = await openSocket(request, signal);
		const client = await handshake(request, socket, keyRing, signal);
		return linkOf(client, socket, request.hop);
	},
});

export default transport;
