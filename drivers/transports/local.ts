import type {Transport} from '../../source/core/link.js';
import {openLocal} from './local/link.js';

/** No network at all: commands run on this machine, connections start here. */
const local: Transport = {
	name: 'local',
	open: async ({hop}) => openLocal(hop),
};

export default local;
