import {setTimeout as pause} from 'node:timers/promises';

/** Within this a stop has come, where somebody can stop us. */
const STOPS_WITHIN_MS = 50;

/**
 * Stops the whole job of the shell, as C-z does where the terminal itself reads the keys: a script around us (`npm run demo`) that went on would
 * keep the terminal, and no shell would be there to continue us. Resolves when the shell has continued it, or soon where nobody can stop it.
 */
export async function suspendJob(): Promise<void> {
	process.kill(0, 'SIGTSTP');
	await pause(STOPS_WITHIN_MS);
}
