/** A port that the script takes on the node for the app. */
export type JobPort = {
	/** Lower case: becomes `$HPCTUI_PORT_<NAME>`, upper-cased, `-` as `_`. */
	readonly name: string;
	/** Used as it is, unchecked; null: a free one is chosen on the node. */
	readonly fixed: number | null;
};

/** All that a job script is made of. Nothing here is secret: secrets lie in files of the folder. */
export type JobScriptParts = {
	/** Header lines from the scheduler's driver. */
	readonly directives: readonly string[];
	readonly tag: string;
	/** The session's folder: absolute. The script makes it, mode 0700, where it is missing. */
	readonly folder: string;
	/** The app's lines (`AppDriver.body`). */
	readonly body: readonly string[];
	readonly ports: readonly JobPort[];
	/** The address that the app listens on: `$HPCTUI_BIND`. */
	readonly bind: string;
	/** Where the app starts; null: the home directory. `~/` is the home directory on the node. */
	readonly workdir: string | null;
	/** The person's own lines before the app: `module load …`, `source venv/bin/activate`. */
	readonly setup: readonly string[];
	/** The free ports are chosen from these, both ends included. */
	readonly portRange?: {readonly first: number; readonly last: number};
	/** When the output grows over this, its older half is moved to `output.old`. No limit when it is not said. */
	readonly maxLogBytes?: number;
	/** How long the app may take to end after the job was told to, before it is killed. 8 s when it is not said. */
	readonly graceSeconds?: number;
};

/** The files that the script keeps in the session's folder. */
export const RECORD_FILE = 'record';
export const OUTPUT_FILE = 'output';
