import type {AppDriver} from '../../source/core/app.js';

/** An allocation and nothing else: what is run in it are terminals and commands (`hpctui attach`, `hpctui exec`). */
const allocation: AppDriver = {
	name: 'shell',
	title: 'Shell',
	help: 'Holds an allocation for terminals and commands: hpctui attach SESSION, hpctui exec SESSION -- COMMAND. It serves no port, and is ready when it runs.',
	parameters: [],
	ports: [],
	secrets: [],
	// POSIX has no endless sleep; this one waits without waking up.
	body: ['exec tail -f /dev/null'],
};

export default allocation;
