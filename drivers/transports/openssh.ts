import type {Transport} from '../../source/core/link.js';
import {nesting} from './common/nested/nesting.js';
import {Passphrases} from './common/ssh-login/passphrases.js';
import {rememberMaster} from './openssh/carrier.js';
import {linkOf} from './openssh/link.js';
import {startMaster} from './openssh/master.js';
import {checkSsh} from './openssh/version.js';

const passphrases = new Passphrases();

/**
 * The ssh program of this machine, as a control master of our own for each hop: what lets a person in with it lets us in (Kerberos,
 * certificates, security keys, tokens). We speak to the master in its proxy mode: all sessions and connections of the hop go
 * through the one socket, and no further process is started for any of them.
 */
const transport: Transport = nesting({
	name: 'openssh',
	async open(request, signal) {
		await checkSsh();
		const master = await startMaster(request, passphrases.ofLogin(), signal);
		try {
			const link = await linkOf(request.hop, master);
			rememberMaster(link, master);
			return link;
		} catch (thrown) {
			await master.stop();
			throw thrown;
		}
	},
});

export default transport;
