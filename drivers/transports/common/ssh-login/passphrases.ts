import type {Hop, Question} from '../../../../source/core/link.js';

/**
 * Passphrases with which somebody was let in, in memory for as long as this process lives: ssh would ask for them at each hop, and after
 * each lost connection.
 */
export class Passphrases {
	readonly #known = new Map<string, string>();

	/** Those of one login. */
	ofLogin(): LoginPassphrases {
		return new LoginPassphrases(this.#known);
	}
}

/** What one login recalls, and adds once it is through. */
export class LoginPassphrases {
	readonly #known: Map<string, string>;
	readonly #recalled = new Set<string>();
	readonly #given = new Map<string, string>();

	constructor(known: Map<string, string>) {
		this.#known = known;
	}

	/** The passphrase of a key file; undefined: nobody told it, or ssh has just not taken it. */
	recall(file: string): string | undefined {
		if (this.#recalled.has(file)) {
			this.#known.delete(file);
		}

		this.#recalled.add(file);
		return this.#known.get(file);
	}

	/** A person's answer. Whether it was right is known once the login is through. */
	given(file: string, passphrase: string): void {
		this.#given.set(file, passphrase);
	}

	/** Somebody is logged in. */
	succeeded(): void {
		for (const [file, passphrase] of this.#given) {
			this.#known.set(file, passphrase);
		}
	}
}

/** Methods in which ssh alone asks. From the first other one on, a server may put a question that looks like one of ssh's. */
const WITHOUT_QUESTIONS = /^(?:publickey|gssapi|hostbased|none)/;

/**
 * The key file that ssh itself asks to unlock; null where the question is another, or might be a server's: it would be told
 * the passphrase. `tried`: the methods of the login so far.
 */
export function lockedKeyOf({kind, prompts}: Question, {identities}: Hop, tried: readonly string[]): string | null {
	const file = /^Enter passphrase for key '(.+)': $/.exec(prompts[0]?.text ?? '')?.[1];
	const isSsh = kind === 'passphrase' && tried.every(method => WITHOUT_QUESTIONS.test(method));
	return isSsh && file !== undefined && identities.includes(file) ? file : null;
}
