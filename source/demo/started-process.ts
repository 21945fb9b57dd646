/** A process behind an SSH channel, with or without a terminal: what the session may do to it. */
export type StartedProcess = {
	/** Sends a signal, by its full name, to the whole process group. */
	signal(name: NodeJS.Signals): void;
	resize(columns: number, rows: number): void;
	/** Settles when it is over. */
	readonly exited: Promise<void>;
};

/** What to run on a host, and as whom. */
export type Start = {
	/** The command line for /bin/sh; null: a login shell. */
	readonly command: string | null;
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
};

/** Sends a signal to a process group; one that is gone already is fine. */
export function signalGroup(leader: number, name: NodeJS.Signals): void {
	try {
		process.kill(-leader, name);
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
			throw error;
		}
	}
}
