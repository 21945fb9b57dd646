import type {Clock} from '../../core/clock.js';
import type {Session} from '../../core/session.js';
import type {SessionDocument} from '../../core/session-document.js';
import type {Configuration} from '../configuration.js';
import type {Desks} from '../desks.js';
import type {Executions} from '../executions.js';
import type {HopPool} from '../hop-pool.js';
import type {Prompts} from '../prompts.js';
import type {Registry} from '../registry.js';
import type {SessionStore} from '../store.js';
import type {UserApps} from '../user-apps.js';

/** What the handlers of calls work with. */
export type HandlerContext = {
	readonly store: SessionStore;
	readonly desks: Desks;
	readonly registry: Registry;
	/** The person's own apps, also those that are broken. */
	readonly userApps: UserApps;
	readonly configuration: Configuration;
	readonly prompts: Prompts;
	readonly pool: HopPool;
	readonly clock: Clock;
	readonly executions: Executions;
	readonly note: (line: string) => void;
	readonly toDocument: (session: Session) => SessionDocument;
	readonly isReserved: (port: number) => boolean;
};
