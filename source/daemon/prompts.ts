import type {Asker, Question} from '../core/link.js';

/** A client that a person sits at. */
export type Answerer = {
	/** Whether a question at this gate, for this cluster, is one for it. May change; see `look`. */
	isConcerned(cluster: string, gate: string): boolean;
	ask(prompt: number, cluster: string, question: Question): void;
	closed(prompt: number): void;
};

/** The questions of servers, and the people who may answer them. */
export type Prompts = {
	/**
	 * The asker for a cluster's connections at one gate: one question at a time there, the others wait their turn. Gates do not wait
	 * for each other: who is slow at one must not let the login at another run out of time.
	 */
	askerFor(cluster: string, gate: string): Asker;
	/** Whether somebody is there to whom a question for a cluster, at this gate, would be put. */
	isAttended(cluster: string, gate: string): boolean;
	/** A person came: open questions that concern them are put to them too. */
	join(answerer: Answerer): Place;
	/** `answers` null: declined. False where the question is no longer open. */
	answer(prompt: number, answers: readonly string[] | null): boolean;
};

/** An answerer's place among the others. */
export type Place = {
	/** More may concern it now: shows it what is open and was not shown yet. */
	look(): void;
	/** Goes. Questions that concern nobody any more are over. */
	leave(): void;
};

type Asked = {readonly cluster: string; readonly gate: string; readonly question: Question};

type Open = Asked & {
	readonly number: number;
	/** To whom it was put. */
	readonly shownTo: Set<Answerer>;
	settle(answers: readonly string[] | undefined): void;
};

/** Makes the place where questions meet people. */
export function createPrompts(): Prompts {
	const answerers = new Set<Answerer>();
	const open = new Map<number, Open>();
	const turns = new Map<string, Promise<unknown>>();
	let counter = 0;

	const isAttended = (cluster: string, gate: string): boolean =>
		[...answerers].some(({isConcerned}) => isConcerned(cluster, gate));

	return {
		isAttended,
		askerFor: (cluster, gate) => (question, signal) => {
			const asked = (turns.get(gate) ?? Promise.resolve()).then(() => put({cluster, gate, question}, signal));
			const turn = asked.finally(() => {
				if (turns.get(gate) === turn) {
					turns.delete(gate);
				}
			});
			turns.set(gate, turn);
			return asked;
		},
		join(answerer) {
			const look = (): void => {
				for (const asked of open.values()) {
					show(asked, answerer);
				}
			};
			answerers.add(answerer);
			look();
			return {
				look,
				leave() {
					answerers.delete(answerer);
					for (const {shownTo, settle} of open.values()) {
						if (shownTo.delete(answerer) && shownTo.size === 0) {
							settle(undefined);
						}
					}
				},
			};
		},
		answer(prompt, answers) {
			const asked = open.get(prompt);
			asked?.settle(answers ?? undefined);
			return asked !== undefined;
		},
	};

	function show({number, cluster, gate, question, shownTo}: Open, answerer: Answerer): void {
		if (!shownTo.has(answerer) && answerer.isConcerned(cluster, gate)) {
			shownTo.add(answerer);
			answerer.ask(number, cluster, question);
		}
	}

	async function put(asking: Asked, signal: AbortSignal): Promise<readonly string[] | undefined> {
		if (signal.aborted || !isAttended(asking.cluster, asking.gate)) {
			return undefined;
		}

		const number = ++counter;
		const {promise, resolve} = Promise.withResolvers<readonly string[] | undefined>();
		const giveUp = () => resolve(undefined);
		signal.addEventListener('abort', giveUp, {once: true});
		const asked: Open = {...asking, number, shownTo: new Set(), settle: resolve};
		open.set(number, asked);
		for (const answerer of answerers) {
			show(asked, answerer);
		}

		try {
			return await promise;
		} finally {
			signal.removeEventListener('abort', giveUp);
			open.delete(number);
			for (const answerer of asked.shownTo) {
				answerer.closed(number);
			}
		}
	}
}
