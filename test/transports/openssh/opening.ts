import {readdir} from 'node:fs/promises';
import {socketsFolder} from '../../../drivers/transports/openssh/sockets-folder.js';
import transport from '../../../drivers/transports/openssh.js';
import type {Hop, Link} from '../../../source/core/link.js';
import {openHop, type TestRequest} from '../hop.js';

/** Opens a hop by OpenSSH. */
export const open = (hop: Hop, request: TestRequest = {}): Promise<Link> => openHop(hop, {transport, ...request});

/** What is still in the folder of the sockets. */
export const socketsLeft = async (): Promise<string[]> => readdir(await socketsFolder());
