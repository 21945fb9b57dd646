import type {Instant} from './clock.js';

/** A parameter of an app: `--set NAME=VALUE` and the form come from it. */
export type Parameter = {
	readonly name: string;
	readonly type: 'text' | 'integer' | 'boolean' | 'path' | 'choice';
	readonly choices?: readonly string[];
	readonly default: string;
	readonly help: string;
};

/** A port that an app serves on the node. */
export type PortSpec = {
	readonly name: string;
	readonly kind: 'http' | 'https' | 'tcp';
	/** A session is `ready` only when each required port answered. */
	readonly isRequired: boolean;
};

/** A small HTTP question, asked through the local end of a tunnel. */
export type ReadinessRequest = {
	readonly method: 'GET' | 'HEAD';
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
};

/** What came back: enough to judge. The body is cut at 64 KiB. */
export type ReadinessResponse = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
};

/**
 * `ours`: it answered and only our app could have. `not-yet`: something answers and is still starting.
 * `stranger`: something else listens there (ports collide on shared nodes).
 */
export type ReadinessVerdict = 'ours' | 'not-yet' | 'stranger';

/** When an app was used last, and whether it computes just now. */
export type Activity = {readonly lastAt: Instant; readonly isBusy: boolean};

/** What an app's body may use. Everything secret is in files of the session's folder, never in the script. */
export type AppContext = {
	/** Checked parameter values, defaults filled in. */
	readonly settings: Readonly<Record<string, string>>;
	/** The address the app should listen on: `0.0.0.0`, `127.0.0.1` or `::`. */
	readonly bind: string;
	readonly workdir: string | null;
};

/** What a running app can be told to do by name: `hpctui action SESSION NAME`. Its job script obeys (`hpctui_obey`). */
export type ActionSpec = {readonly name: string; readonly help: string};

/**
 * What there can be more or fewer of: `hpctui scale SESSION NAME=+4`. Its number is the parameter of the same name; the job
 * script obeys `scale NAME COUNT`.
 */
export type ScaleSpec = {
	readonly name: string;
	readonly help: string;
	readonly most: number;
	/** How many a further job runs; null: the app's one job runs them all. */
	perJob(settings: Readonly<Record<string, string>>): number | null;
};

/** What the body of a further job may use. Its own share is the parameter that the {@link ScaleSpec} names. */
export type PartContext = AppContext & {
	/** The part's name: `engines-3`. */
	readonly part: string;
	/** The folder of the session whose part it is, absolute: connection files, addresses and secrets lie there. */
	readonly hub: string;
};

/** A template of what runs inside a job, and of the ports it serves: drivers/apps/*.ts export one each. */
export type AppDriver = {
	readonly name: string;
	readonly title: string;
	readonly help: string;
	readonly parameters: readonly Parameter[];
	readonly ports: readonly PortSpec[];
	/** Names of secrets to make: each becomes a file of that name in the session's folder (mode 0600), and is known to us. */
	readonly secrets: readonly string[];
	/**
	 * POSIX sh lines for the job script. In scope: `$HPCTUI_FOLDER` (the session's folder), `$HPCTUI_PORT_<NAME>` for each
	 * port (name upper-cased), `$HPCTUI_BIND`, and the function `hpctui_serving NAME PORT` that records a port that the app
	 * took instead. The last command should be `exec`ed so that signals and the exit code are the app's own.
	 */
	body(context: AppContext): readonly string[];
	/** Path and query of the URL that a person opens, secrets and all; null: this port has no URL. */
	urlPath(
		port: string,
		secrets: Readonly<Record<string, string>>,
		settings: Readonly<Record<string, string>>,
	): string | null;
	/** How to ask whether the app answers on this port; null: an accepted TCP connection is all there is to ask. */
	readiness(port: string, secrets: Readonly<Record<string, string>>): ReadinessRequest | null;
	judge(port: string, response: ReadinessResponse): ReadinessVerdict;
	readonly actions?: readonly ActionSpec[];
	readonly scale?: ScaleSpec;
	/** POSIX sh lines of a further job; see {@link AppDriver.body}. */
	partBody?(context: PartContext): readonly string[];
	/**
	 * The file by which the app's own client on this machine reaches it through the local ends of the tunnels; null while the job has
	 * not told enough.
	 */
	connectionFile?(
		secrets: Readonly<Record<string, string>>,
		localPortOf: (port: string) => number | null,
	): string | null;
	/** How to ask when it was used last, so that sessions which only burn an allocation are pointed out; absent: it cannot tell. */
	readonly activity?: {
		/** Empty: not of this port. They must not count as use themselves. */
		questions(port: string, secrets: Readonly<Record<string, string>>): readonly ReadinessRequest[];
		/** The answers in the order of the questions; null: they do not tell. */
		read(responses: readonly ReadinessResponse[]): Activity | null;
	};
};
