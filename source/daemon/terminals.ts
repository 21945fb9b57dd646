import {textOf} from '../core/command.js';
import {Fault} from '../core/fault.js';
import {RECORD_FILE} from '../core/job-script.js';
import {listKept} from '../core/kept-terminal.js';
import type {Session} from '../core/session.js';
import type {TerminalDocument} from '../wire/calls.js';
import type {HandlerContext} from './handlers/context.js';
import {placeOf, workdirOf} from './job-place.js';
import type {KeptTerminal} from './kept-terminal.js';
import type {Size} from './viewers.js';

/** Session channels of one connection to a host are few (MaxSessions is 10): what follows logs and asks needs some of them. */
const MOST_TERMINALS = 5;

/** All terminals that the daemon keeps. */
export type Terminals = {
	/** Those of a session, in order. */
	of(session: string): readonly KeptTerminal[];
	/** Throws `missing` for a number that is none. */
	get(terminal: number): KeptTerminal;
	open(session: Session, argv: readonly string[] | null, size: Size): Promise<KeptTerminal>;
	/** Looks for terminals that an earlier daemon left on the session's node; once is enough. */
	takeUp(session: Session, size: Size, signal: AbortSignal): Promise<void>;
	close(): void;
};

/** None at first. */
export function createTerminals(context: HandlerContext, onChanged: (terminal: TerminalDocument) => void): Terminals {
	const {store, desks, clock} = context;
	const kept = new Map<number, KeptTerminal>();
	const takenUp = new Map<string, Promise<void>>();
	let last = 0;
	const stopListening = store.listen(({id}) => {
		if (store.get(id)?.end !== null) {
			for (const terminal of of(id)) {
				void terminal.end();
			}
		}
	});

	const of = (session: string) => [...kept.values()].filter(({document}) => document.session === session);
	const keep = async (
		session: Session,
		number: number,
		wish: {argv: KeptArgv; size: Size; isReturn: boolean},
	): Promise<KeptTerminal> => {
		// The emulator costs a start ten milliseconds: whoever wants no terminal does without.
		const {keepTerminal} = await import('./kept-terminal.js');
		last += 1;
		const terminal = last;
		const place = placeOf(session);
		const {footholds} = desks.of(session.request.cluster);
		const made = keepTerminal({
			...wish,
			terminal,
			number,
			clock,
			session: session.id,
			place: {socket: socketOf(session), name: `t${number}`},
			cwd: workdirOf(session),
			record: session.folder === null ? null : `${session.folder}/${RECORD_FILE}`,
			node: place.node,
			enter: (signal, why) => footholds.on(placeOf(store.get(session.id) ?? session), signal, why),
			isWanted: () => store.get(session.id)?.end === null,
			onChanged() {
				const document = kept.get(terminal)?.document;
				if (document === undefined) {
					return;
				}

				onChanged(document);
				if (document.state === 'ended') {
					kept.delete(terminal);
				}
			},
		});
		kept.set(terminal, made);
		return made;
	};

	return {
		of,
		get(terminal) {
			const found = kept.get(terminal);
			if (found === undefined) {
				throw new Fault('missing', 'that terminal is closed');
			}

			return found;
		},
		async open(session, argv, size) {
			if (besides(session).length >= MOST_TERMINALS) {
				throw new Fault('refused', `${MOST_TERMINALS} terminals are open on that host already: it takes only so many`, {
					hint: 'close one, or run tmux in one of them',
				});
			}

			const numbers = of(session.id).map(({document}) => document.number);
			const terminal = await keep(session, Math.max(0, ...numbers) + 1, {argv: argvOf(argv), size, isReturn: false});
			await terminal.opened;
			return terminal;
		},
		takeUp(session, size, signal) {
			const known = takenUp.get(session.id);
			if (known !== undefined) {
				return known;
			}

			const done = lookFor(session, size, signal);
			takenUp.set(session.id, done);
			done.catch(() => takenUp.delete(session.id));
			return done;
		},
		close() {
			stopListening();
			for (const terminal of kept.values()) {
				terminal.close();
			}
		},
	};

	/** Terminals of any session that share the connection which one of this session would have. */
	function besides(session: Session): readonly KeptTerminal[] {
		const {node} = placeOf(session);
		const {cluster} = session.request;
		return [...kept.values()].filter(({document}) => {
			const isNear = document.by !== 'ssh' || document.node === node;
			return isNear && store.get(document.session)?.request.cluster === cluster;
		});
	}

	async function lookFor(session: Session, size: Size, signal: AbortSignal): Promise<void> {
		const foothold = await desks.of(session.request.cluster).footholds.on(placeOf(session), signal);
		const outcome = await foothold.link.run(listKept(socketOf(session)), signal);
		const names = textOf(outcome.stdout).split('\n');
		const known = new Set(of(session.id).map(({document}) => document.number));
		for (const number of names.flatMap(name => /^t(\d{1,4})$/.exec(name)?.slice(1).map(Number) ?? []).sort()) {
			if (!known.has(number)) {
				await keep(session, number, {argv: null, size, isReturn: true});
			}
		}
	}
}

type KeptArgv = readonly [string, ...string[]] | null;

function argvOf(argv: readonly string[] | null): KeptArgv {
	const [program, ...words] = argv ?? [];
	return program === undefined ? null : [program, ...words];
}

/** Short, for a socket's path has room for a hundred characters only; ids differ at their end. */
function socketOf({id}: Session): string {
	return `hpctui-${id.slice(-12).toLowerCase()}`;
}
