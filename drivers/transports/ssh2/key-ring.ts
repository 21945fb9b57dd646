import type {KeyObject} from 'node:crypto';

/**
 * Keys that were unlocked, in memory for as long as this process lives, as ssh-agent would have them: a passphrase is asked for once, not
 * at each hop and after each lost connection. The passphrases themselves are not kept.
 */
export class KeyRing {
	readonly #keys = new Map<string, Promise<KeyObject>>();

	/**
	 * The key of that name, unlocked with `unlock` where it is not here. While somebody is asked for it, others wait for the answer;
	 * where none came they ask themselves.
	 */
	async take(name: string, unlock: () => Promise<KeyObject>): Promise<KeyObject> {
		const known = await this.#keys.get(name)?.catch(() => undefined);
		if (known !== undefined) {
			return known;
		}

		const unlocking = unlock();
		this.#keys.set(name, unlocking);
		try {
			return await unlocking;
		} catch (error) {
			if (this.#keys.get(name) === unlocking) {
				this.#keys.delete(name);
			}

			throw error;
		}
	}
}
