import type {Command, Outcome} from './command.js';
import {textOf} from './command.js';
import {Fault} from './fault.js';
import {quoteWord, shell} from './shell-text.js';

/** What is different at one site, as the person said it with `cluster add`. */
export type Twists = {
	/** Header lines that every job script gets beside the scheduler driver's own; `#SBATCH` and the like may be left out. */
	readonly directives?: readonly string[];
	/** Options, or resources of a `-l`, that no job script may hold: `--mem`, `h_vmem`. */
	readonly withoutDirectives?: readonly string[];
	/** What really runs for a scheduler's command, by its name: an absolute path, another name, a wrapper with arguments. */
	readonly commands?: Readonly<Record<string, string>>;
	/** Lines of shell before every scheduler command: `module load slurm`, `. /opt/sge/default/common/settings.sh`. */
	readonly setup?: readonly string[];
};

/** Exit code of a scheduler command whose setup failed, so that it never ran; the words are on standard error behind this. */
const SETUP_FAILED = 121;
const MARK = 'hpctui-setup-failed:';

/**
 * The same command as this site wants it: behind the setup lines, and with other programs behind the names.
 *
 * A driver may name a program in a script of its own, or behind `env` or `timeout`, so names are replaced where programs are
 * looked for: by a folder in front of PATH. Whatever stands for a program is run with the PATH of before: a wrapper called
 * sbatch finds the real one, and no job inherits ours.
 */
export function twistCommand(command: Command, twists: Twists | undefined): Command {
	const renamed = Object.entries(twists?.commands ?? {}).filter(([name]) => mentions(command, name));
	const setup = twists?.setup ?? [];
	if (renamed.length === 0 && setup.length === 0) {
		return command;
	}

	const script = [...setupText(setup), ...renamedText(renamed), 'exec "$@"'].join('\n');
	return {...command, argv: ['sh', '-c', SHELL, 'hpctui', script, 'hpctui', ...command.argv]};
}

/** Throws where the setup lines failed, and the command was therefore never run. */
export function requireSetUp(outcome: Outcome, host: string): Outcome {
	const said = outcome.code === SETUP_FAILED ? textOf(outcome.stderr) : '';
	const [, words] = new RegExp(`${MARK}([^]*)`).exec(said) ?? [];
	if (words === undefined) {
		return outcome;
	}

	throw new Fault('config', `a setup line for scheduler commands failed on ${host}: ${words.trim()}`, {
		hint: 'see "hpctui cluster show"; say it right with cluster add … --scheduler-setup LINE',
		facts: {said: words.trim()},
	});
}

/** The command as a person would type it at this site, for showing. */
export function shownCommand(command: Command, twists: Twists | undefined): string {
	const {commands = {}, setup = []} = twists ?? {};
	const words = command.argv.map(word => (Object.hasOwn(commands, word) ? (commands[word] ?? word) : quoteWord(word)));
	return [...setup, words.join(' ')].join(' && ');
}

/**
 * Throws a `usage` fault for twists that cannot be meant.
 */
export function checkTwists({directives = [], withoutDirectives = [], commands = {}, setup = []}: Twists): void {
	const lines = [...directives, ...withoutDirectives, ...setup, ...Object.values(commands)];
	const broken = lines.find(line => /[\0\r\n]/.test(line) || line.trim() === '');
	if (broken !== undefined) {
		throw new Fault('usage', `a twist is one line of text, not ${JSON.stringify(broken)}`);
	}

	const wrong = Object.keys(commands).find(name => !/^[\w][\w.+-]*$/.test(name));
	if (wrong !== undefined) {
		throw new Fault('usage', `${JSON.stringify(wrong)} cannot be the name of a command`, {
			hint: 'for example: --command sbatch=/opt/site/bin/sbatch-wrap',
		});
	}

	const blank = withoutDirectives.find(word => /\s/.test(word));
	if (blank !== undefined) {
		throw new Fault('usage', `a directive to leave out is one word, not ${JSON.stringify(blank)}`, {
			hint: 'for example: --without-directive --mem, --without-directive h_vmem',
		});
	}
}

function mentions({argv}: Command, name: string): boolean {
	const word = new RegExp(`(?<![\\w.+-])${name.replaceAll(/[.+]/g, '\\$&')}(?![\\w+-])`);
	return argv.some(each => word.test(each));
}

/** People write `source …` and `module load …`: bash where there is one. */
const SHELL = shell`hpctui_shell=$(command -v bash) || hpctui_shell=sh
exec "$hpctui_shell" -c "$@"`;

/**
 * Each line in the shell that becomes the command; what it prints is no answer of the scheduler's. One that fails is run
 * once more, for its words.
 */
function setupText(lines: readonly string[]): readonly string[] {
	if (lines.length === 0) {
		return [];
	}

	return [
		shell`hpctui_language=$LC_ALL
if ! command -v module >/dev/null 2>&1 && ls /etc/profile.d/*mod*.sh >/dev/null 2>&1; then
	hpctui_path=$PATH
	{ . /etc/profile; } </dev/null >/dev/null 2>&1
	PATH=$PATH:$hpctui_path
fi
hpctui_fail() {
	hpctui_said=$( { command eval "$1"; } </dev/null 2>&1 )
	printf '${MARK} %s: %s\n' "$1" "$hpctui_said" >&2
	exit ${SETUP_FAILED}
}`,
		...lines.map(quoteWord).map(line => `{ command eval ${line}; } </dev/null >/dev/null 2>&1 || hpctui_fail ${line}`),
		shell`LC_ALL=$hpctui_language
export LC_ALL PATH`,
	];
}

/** The folder's name comes from what lies in it: two machines that know the cluster by different twists do not meet. */
function renamedText(renamed: ReadonlyArray<readonly [string, string]>): readonly string[] {
	if (renamed.length === 0) {
		return [];
	}

	const files = renamed.map(([name, text]) => [name, standIn(text)] as const);
	return [
		shell`hpctui_stand_ins=\${HOME:?}/.hpctui/commands/${fingerprint(JSON.stringify(files))}
hpctui_stand_in() {
	[ ! -x "$hpctui_stand_ins/$1" ] || return 0
	( umask 077; mkdir -p "$hpctui_stand_ins" && printf '%s\n' "$2" > "$hpctui_stand_ins/$1.$$" &&
		chmod 700 "$hpctui_stand_ins/$1.$$" && mv -f "$hpctui_stand_ins/$1.$$" "$hpctui_stand_ins/$1" ) </dev/null && return
	printf '${MARK} nothing can be written in %s\n' "$hpctui_stand_ins" >&2
	exit ${SETUP_FAILED}
}`,
		...files.map(([name, text]) => `hpctui_stand_in ${quoteWord(name)} ${quoteWord(text)}`),
		shell`HPCTUI_PATH=$PATH PATH=$hpctui_stand_ins:$PATH
export HPCTUI_PATH PATH`,
	];
}

function standIn(text: string): string {
	return shell`#!/bin/sh
PATH=\${HPCTUI_PATH:-$PATH}
unset HPCTUI_PATH
exec ${text} "$@"`;
}

/** FNV-1a, twice 32 bits: names a folder, and guards nothing. */
function fingerprint(text: string): string {
	const half = (seed: number) => {
		let hash = seed;
		for (const unit of text) {
			hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 16_777_619);
		}

		return (hash >>> 0).toString(16).padStart(8, '0');
	};
	return half(2_166_136_261) + half(40_389);
}
