import type {Client} from '../client/client.js';
import type {SessionDocument} from '../core/session-document.js';
import type {Paths} from '../wire/paths.js';
import type {Output} from './output.js';

/** What the shell offers for a value: names that the daemon knows, these words, or files (null: nothing). */
export type Completion = 'cluster' | 'session' | 'app' | 'file' | readonly string[];

/** An option: with `value`, the word that stands for it in help, it takes one; without, it is a switch. */
export type Option = {
	readonly value?: string;
	readonly isRepeated?: true;
	readonly isRequired?: true;
	/** Its value may begin with a dash (`--scheduler-arg --exclusive`). */
	readonly takesDashes?: true;
	readonly help: string;
	readonly completes?: Completion;
};

/** A word that is not an option. Shown upper-case in help. */
export type Argument = {
	readonly isOptional?: true;
	/** The last one: all words that are left, behind `--` even those that look like options; at least one, unless optional. */
	readonly isRest?: true;
	readonly help: string;
	readonly completes?: Completion;
};

type ValueOf<Given extends Option> = Given extends {readonly value: string}
	? Given extends {readonly isRepeated: true}
		? readonly string[]
		: Given extends {readonly isRequired: true}
			? string
			: string | undefined
	: boolean;

type WordOf<Given extends Argument> = Given extends {readonly isRest: true}
	? readonly string[]
	: Given extends {readonly isOptional: true}
		? string | undefined
		: string;

/** Options by their names, without the dashes. */
export type OptionTable = Readonly<Record<string, Option>>;

/** Arguments by their names, in the order in which they are said. */
export type ArgumentTable = Readonly<Record<string, Argument>>;

/** What a command is run with. */
export type Run<Options extends OptionTable, Arguments extends ArgumentTable> = {
	readonly options: {readonly [Name in keyof Options]: ValueOf<Options[Name]>};
	readonly args: {readonly [Name in keyof Arguments]: WordOf<Arguments[Name]>};
	readonly context: Context;
};

/** The one record of a command: parsing, help and completion come from it. */
export type CommandOf<Options extends OptionTable, Arguments extends ArgumentTable> = {
	/** `ls`, `cluster add`. */
	readonly name: string;
	readonly summary: string;
	/** More for `--help`: a few lines, examples. */
	readonly details?: readonly string[];
	readonly options: Options;
	readonly args: Arguments;
	/** Answers the exit code; nothing is 0. Throws a Fault for everything else. */
	run(input: Run<Options, Arguments>): Promise<number | undefined>;
};

/** Any command, once its options are read by their table. */
export type Command = CommandOf<OptionTable, ArgumentTable>;

/** Ties the types of options and arguments to what `run` is given. */
export function defineCommand<const Options extends OptionTable, const Arguments extends ArgumentTable>(
	command: CommandOf<Options, Arguments>,
): Command {
	// The parser fills `options` and `args` by these very tables, so the narrow and the wide type agree.
	return command as unknown as Command;
}

/** How a command wants to be connected to the daemon. */
export type ConnectWish = {
	/** False: do not start a daemon where none runs. */
	readonly start?: boolean;
	readonly acceptsAnyVersion?: boolean;
	/** Give up after this long, in ms. */
	readonly timeoutMs?: number;
	/** Give up when it is aborted, beside the context's own. */
	readonly signal?: AbortSignal;
};

/** Parts of the program that commands may not reach themselves: cli.tsx brings them, loaded when they are called. */
export type Parts = {
	demo(request: DemoWish): Promise<SessionDocument>;
	stopDemo(request: Omit<DemoWish, 'app' | 'signal'>): Promise<boolean>;
	screen(env: NodeJS.ProcessEnv): Promise<number>;
	/** Answers what is to be said of the end; null: nothing. */
	attach(env: NodeJS.ProcessEnv, wish: AttachWish): Promise<string | null>;
};

/** `number`: which terminal of the session; null: the last one, or a new one. */
export type AttachWish = {
	readonly session: string;
	readonly argv: readonly string[] | null;
	readonly number: number | null;
};

/** What the demo is started with. */
export type DemoWish = {
	readonly client: Client;
	readonly paths: Paths;
	readonly app: string | null;
	readonly say: (line: string) => void;
	readonly signal: AbortSignal;
};

/** The world as a command sees it. */
export type Context = {
	readonly env: NodeJS.ProcessEnv;
	readonly paths: Paths;
	/** Aborted with a Fault when the person interrupts, or nobody reads any longer. */
	readonly signal: AbortSignal;
	readonly isJson: boolean;
	readonly isVerbose: boolean;
	/** The ssh configuration that was asked for, as an absolute path. */
	readonly sshConfig: string | null;
	readonly out: Output;
	readonly err: Output;
	/** A person sits at stdin and stderr, and can answer questions. */
	readonly canAnswer: boolean;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	readonly parts: Parts;
	/** A connection, closed by whoever runs the command. Questions of servers are put to the person, where there is one. */
	connect(wish?: ConnectWish): Promise<Client>;
	/** Prints the document with `--json`, else the text. */
	print(document: unknown, text: () => string): Promise<void>;
};
