import {Fault} from '../../core/fault.js';
import type {Session} from '../../core/session.js';
import type {TerminalDocument} from '../../wire/calls.js';
import type {Connection, Handlers} from '../server.js';
import {createTerminals} from '../terminals.js';
import type {Size} from '../viewers.js';
import type {HandlerContext} from './context.js';

type TerminalCalls = {
	[Name in keyof Handlers]: Name extends `terminal.${string}` ? Name : never;
}[keyof Handlers];

/** The answers to the calls about terminals; `close` ends what they began. */
export type TerminalHandlers = {readonly handlers: Pick<Handlers, TerminalCalls>; close(): void};

/** No window is larger; a size that is none would be ours to stumble over. */
const LARGEST = 2000;

/** Calls for terminals on the nodes of jobs. */
export function terminalHandlers(context: HandlerContext): TerminalHandlers {
	const watchers = new Set<Connection>();
	const terminals = createTerminals(context, terminal => {
		for (const connection of watchers) {
			connection.notify('terminal.changed', {terminal});
		}
	});
	const watch = (connection: Connection): void => {
		if (!watchers.has(connection)) {
			watchers.add(connection);
			connection.onClose(() => watchers.delete(connection));
		}
	};
	const documentsOf = ({id}: Session): readonly TerminalDocument[] => terminals.of(id).map(({document}) => document);

	return {
		close: terminals.close,
		handlers: {
			async 'terminal.list'({session, columns, rows}, connection, signal) {
				watch(connection);
				const found = context.store.find(session);
				// What cannot be reached now may be looked for later; what is known is told all the same.
				await terminals.takeUp(found, checked({columns, rows}), signal).catch(() => undefined);
				return documentsOf(found);
			},
			async 'terminal.open'({session, argv, columns, rows}, connection) {
				watch(connection);
				const terminal = await terminals.open(context.store.find(session), argv, checked({columns, rows}));
				return terminal.document;
			},
			async 'terminal.view'({terminal, columns, rows}, connection) {
				watch(connection);
				const kept = terminals.get(terminal);
				connection.onClose(() => kept.leave(connection));
				const channel = await kept.view(connection, checked({columns, rows}));
				return {channel, terminal: kept.document};
			},
			async 'terminal.resize'({terminal, columns, rows}, connection) {
				terminals.get(terminal).resize(connection, checked({columns, rows}));
				return {};
			},
			async 'terminal.leave'({terminal}, connection) {
				terminals.get(terminal).leave(connection);
				return {};
			},
			async 'terminal.history'({terminal}) {
				return {base64: Buffer.from(await terminals.get(terminal).history()).toString('base64')};
			},
			async 'terminal.end'({terminal}) {
				await terminals.get(terminal).end();
				return {};
			},
		},
	};
}

function checked({columns, rows}: Size): Size {
	const isSize = (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LARGEST;
	if (!isSize(columns) || !isSize(rows)) {
		throw new Fault('usage', `a window of ${columns} columns and ${rows} rows cannot be`);
	}

	return {columns, rows};
}
