import type {Asker, Question} from '../core/link.js';

/** A client that a person sits at. */
export type Answerer = {
	ask(prompt: number, cluster: string, question: Question): void;
	closed(prompt: number): void;
};

/** The questions of servers, and the people who may answer them. */
export type Prompts = {
	/** The asker for a cluster's connections: one question at a time in the whole daemon, the others wait their turn. */
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
	let current: Open | undefined;
	let counter = 0;
	let turn: Promise<unknown> = Promise.resolve();

	return {
		askerFor: cluster => (question, signal) => {
			const asked = turn.then(() => put(cluster, question, signal));
			turn = asked.catch(() => undefined);
			return asked;
		},
		join(answerer) {
			answerers.add(answerer);
			if (current !== undefined) {
				answerer.ask(current.number, current.cluster, current.question);
			}

			return () => {
				answerers.delete(answerer);
				if (answerers.size === 0) {
					current?.settle(undefined);
				}
			};
		},
		answer(prompt, answers) {
			if (current?.number !== prompt) {
				return false;
			}

			current.settle(answers ?? undefined);
			return true;
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
		current = {number, cluster, question, settle: resolve};
		for (const answerer of answerers) {
			answerer.ask(number, cluster, question);
		}

		try {
			return await promise;
		} finally {
			signal.removeEventListener('abort', giveUp);
			current = undefined;
			for (const answerer of answerers) {
				answerer.closed(number);
			}
		}
	}
}
