import type {Asker, Question} from '../core/link.js';

/** A client that a person sits at. */
export type Answerer = {
	ask(prompt: number, cluster: string, question: Question): void;
	closed(prompt: number): void;
};

/** The questions of servers, and the people who may answer them. */
export type Prompts = {
	/**
	 * The asker for a cluster's connections: one question at a time a hop, the others wait their turn. Hops do not wait for each
	 * other: who is slow at one must not let the login at another run out of time.
	 */
	askerFor(cluster: string): Asker;
	/** A person came: open questions are put to them too. The returned function takes them away again. */
	join(answerer: Answerer): () => void;
	/** `answers` null: declined. False where the question is no longer open. */
	answer(prompt: number, answers: readonly string[] | null): boolean;
	readonly isAnybodyThere: boolean;
};

type Open = {
	readonly number: number;
	readonly cluster: string;
	readonly question: Question;
	settle(answers: readonly string[] | undefined): void;
};

/** Makes the place where questions meet people. */
export function createPrompts(): Prompts {
	const answerers = new Set<Answerer>();
	const open = new Map<number, Open>();
	const turns = new Map<string, Promise<unknown>>();
	let counter = 0;

	return {
		askerFor: cluster => (question, signal) => {
			const {hop} = question;
			const asked = (turns.get(hop) ?? Promise.resolve()).then(() => put(cluster, question, signal));
			const turn = asked.finally(() => {
				if (turns.get(hop) === turn) {
					turns.delete(hop);
				}
			});
			turns.set(hop, turn);
			return asked;
		},
		join(answerer) {
			answerers.add(answerer);
			for (const {number, cluster, question} of open.values()) {
				answerer.ask(number, cluster, question);
			}

			return () => {
				answerers.delete(answerer);
				if (answerers.size === 0) {
					for (const {settle} of open.values()) {
						settle(undefined);
					}
				}
			};
		},
		answer(prompt, answers) {
			const asked = open.get(prompt);
			asked?.settle(answers ?? undefined);
			return asked !== undefined;
		},
		get isAnybodyThere() {
			return answerers.size > 0;
		},
	};

	async function put(cluster: string, question: Question, signal: AbortSignal): Promise<readonly string[] | undefined> {
		if (answerers.size === 0 || signal.aborted) {
			return undefined;
		}

		const number = ++counter;
		const {promise, resolve} = Promise.withResolvers<readonly string[] | undefined>();
		const giveUp = () => resolve(undefined);
		signal.addEventListener('abort', giveUp, {once: true});
		open.set(number, {number, cluster, question, settle: resolve});
		for (const answerer of answerers) {
			answerer.ask(number, cluster, question);
		}

		try {
			return await promise;
		} finally {
			signal.removeEventListener('abort', giveUp);
			open.delete(number);
			for (const answerer of answerers) {
				answerer.closed(number);
			}
		}
	}
}
