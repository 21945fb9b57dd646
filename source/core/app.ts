import type {HttpAnswer, HttpQuestion} from './app-answer.js';
import type {Instant} from './clock.js';

/** A parameter of an app: `--set NAME=VALUE` and the form come from it; the body has it as `$HPCTUI_SET_<NAME>`. */
export type Parameter = {
	/** Lower case; in the variable's name it is upper-cased, `-` as `_`. */
	readonly name: string;
	/**
	 * `ports`: ports that the person names, beside those of the app: `web=8080, api:tcp` (app-ports.ts). `session`: another session of the
	 * cluster, by its name or id; the body has its id, which is the name of its folder beside `$HPCTUI_FOLDER`.
	 */
	readonly type: 'text' | 'integer' | 'boolean' | 'path' | 'choice' | 'ports' | 'session';
	readonly choices?: readonly string[];
	readonly default: string;
	readonly help: string;
	/** It has to be said: an empty value is wrong usage. */
	readonly isRequired?: boolean;
	/** The smallest and the largest integer, where there is one. */
	readonly least?: number;
	readonly most?: number;
	/** A regular expression that the whole value matches, where it is not empty, and what it wants in words. */
	readonly pattern?: {readonly expression: string; readonly wanted: string};
};

/** What stands at the far end of a port. `https` also has `http` apps whose own evidence says that they speak TLS. */
export type PortKind = 'http' | 'https' | 'tcp' | 'unix';

/**
 * How an app is asked whether it answers, and is ours. Texts may hold `{NAME}` (app-text.ts).
 * - `connect`: an accepted connection is all there is to ask.
 * - `http`: ours are the statuses of `statuses` (200 where not said) with each text of `contains` in the body. Another
 *   answer below 400, 401 and 403 are a stranger's; the rest is an app that is still starting.
 * - `talk`: `send` is said, and ours is an answer that holds `expect`; one that holds `starting` is not there yet.
 */
export type Readiness =
	| {readonly how: 'connect'}
	| {
			readonly how: 'http';
			readonly path: string;
			readonly headers?: Readonly<Record<string, string>>;
			readonly statuses?: readonly number[];
			readonly contains?: readonly string[];
	  }
	| {readonly how: 'talk'; readonly send?: string; readonly expect: string; readonly starting?: string};

/** A port that an app serves on the node. */
export type PortSpec = {
	readonly name: string;
	readonly kind: PortKind;
	/** A session is `ready` only when each required port answered. */
	readonly isRequired: boolean;
	/**
	 * What a person opens: a path (`/?token={token}`), or a whole URL of another scheme with `{host}` and `{port}`
	 * (`redis://:{password}@{host}:{port}/0`); where it depends on a setting, one for each value of that. Not said: no URL.
	 */
	readonly url?: string | {readonly by: string; readonly urls: Readonly<Record<string, string>>};
	/** Not said: `connect`. */
	readonly readiness?: Readiness;
};

/** When an app was used last, and whether it computes just now. */
export type Activity = {readonly lastAt: Instant; readonly isBusy: boolean};

/** What an app's body may use that is made by code. Everything secret is in files of the session's folder, never in the script. */
export type AppContext = {
	/** Checked parameter values, defaults filled in. */
	readonly settings: Readonly<Record<string, string>>;
	/** The address the app should listen on: `0.0.0.0`, `127.0.0.1` or `::`. */
	readonly bind: string;
	readonly workdir: string | null;
};

/**
 * What a running app can be told to do by name: `hpctui action SESSION NAME`. The lines of `body` are run on the node beside the app, in
 * a shell of their own: what they need to know of the app it keeps in files of `$HPCTUI_FOLDER`. Without them, the app's own
 * body obeys (`hpctui_obey`).
 */
export type ActionSpec = {readonly name: string; readonly help: string; readonly body?: readonly string[]};

/**
 * What there can be more or fewer of: `hpctui scale SESSION NAME=+4`. Its number is the parameter of the same name. The lines of `body` make
 * what runs match `$1`; without them, the app's own body obeys `scale NAME COUNT` (`hpctui_obey`).
 */
export type ScaleSpec = {
	readonly name: string;
	readonly help: string;
	readonly most: number;
	readonly body?: readonly string[];
	/** How many a further job runs; not said, or null: the app's one job runs them all. */
	perJob?(settings: Readonly<Record<string, string>>): number | null;
};

/** What the body of a further job may use. Its own share is the parameter that the {@link ScaleSpec} names. */
export type PartContext = AppContext & {
	/** The part's name: `engines-3`. */
	readonly part: string;
	/** The folder of the session whose part it is, absolute: connection files, addresses and secrets lie there. */
	readonly hub: string;
};

/**
 * A template of what runs inside a job, and of the ports it serves: data and a body of POSIX sh. drivers/apps/*.ts
 * export one each; people write their own as JSON with the same members (app-file.ts).
 */
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
	 * port and `$HPCTUI_SET_<NAME>` for each parameter (names upper-cased, `-` as `_`), `$HPCTUI_BIND`, and the functions
	 * of job-script/library.ts. The last command should be `exec`ed so that signals and the exit code are the app's own. An app
	 * whose lines depend on its settings in another way than by variables makes them by code, and has no file.
	 */
	readonly body: readonly string[] | ((context: AppContext) => readonly string[]);
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
		readonly port: string;
		/** Texts with `{NAME}`. They must not count as use themselves. */
		readonly questions: readonly HttpQuestion[];
		/** The answers in the order of the questions; null: they do not tell. */
		read(answers: readonly HttpAnswer[]): Activity | null;
	};
};
