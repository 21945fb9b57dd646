import {Fault} from './fault.js';
import type {SchedulerDriver, Submission} from './scheduler.js';
import type {Twists} from './twists.js';

/**
 * The header lines of a job script as this site wants them. The site's own come first: where both say the same, what was
 * asked for this session wins. Throws a `usage` fault for lines that would take the job from us.
 */
export function directivesFor(driver: SchedulerDriver, submission: Submission, twists: Twists | undefined) {
	const own = driver.directives(submission);
	const {directives = [], withoutDirectives = []} = twists ?? {};
	const kept = withoutDirectives.reduce<readonly string[]>(
		(lines, word) => lines.flatMap(line => without(line, word)),
		own,
	);
	const needed = own.find(line => line.includes(submission.tag) && !kept.includes(line));
	if (needed !== undefined) {
		throw new Fault('usage', `${JSON.stringify(needed)} cannot be left out: the session finds its job by it`, {
			hint: `see "hpctui cluster show": ${withoutDirectives.join(' ')}`,
		});
	}

	const prefix = /^#\S+/.exec(own[0] ?? '')?.[0];
	return [...directives.map(line => added(line, prefix, driver, submission)), ...kept];
}

/** A header line of the site's; its words must be such as the driver would take on the submit command's line. */
function added(line: string, prefix: string | undefined, driver: SchedulerDriver, submission: Submission): string {
	const [, own = prefix, text = ''] = /^(#\S+)?\s*(.*)$/.exec(line.trim()) ?? [];
	if (own === undefined) {
		throw new Fault('usage', `${driver.title} reads no directives, so ${JSON.stringify(line)} would do nothing`, {
			hint: "leave that --directive out; a submit command takes options of its own: --command 'NAME=NAME OPTION …'",
		});
	}

	if (own === prefix) {
		const {resources} = submission;
		driver.submit.plan({...submission, resources: {...resources, schedulerArgs: text.split(/\s+/)}});
	}

	return `${own} ${text}`;
}

/** The line without what the word names: nothing is left of `#SBATCH --mem=8G`, and `-l nodes=2` of `-l nodes=2,mem=8gb`. */
function without(line: string, word: string): readonly string[] {
	const [, head = '', option = '', value = ''] = /^(#\S+\s+)(--?[^\s=]+)[\s=]*(.*)$/.exec(line) ?? [];
	const name = word.replace(/^-+/, '');
	if (option !== '' && option.replace(/^-+/, '') === name) {
		return [];
	}

	if (option !== '-l' || word.startsWith('-')) {
		return [line];
	}

	// `walltime=04:00:00` goes on to the next name; `select=2:ncpus=4:mem=8gb` is a list of names.
	const resource = new RegExp(`(^|[,:+\\s])${escaped(name)}=.*?(?=[,:+\\s][A-Za-z]|$)`, 'g');
	const rest = value.replaceAll(resource, '').replace(/^[,:+\s]+/, '');
	if (rest === value) {
		return [line];
	}

	return rest === '' ? [] : [`${head}${option} ${rest}`];
}

function escaped(text: string): string {
	return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

/** A command whose standard input is a job script (an estimate's): with this site's header lines in place of the driver's. */
export function twistScript<Given extends {readonly stdin?: string | Uint8Array}>(
	command: Given,
	from: readonly string[],
	to: readonly string[],
): Given {
	const {stdin} = command;
	return typeof stdin === 'string' && from.length > 0
		? {...command, stdin: stdin.replace(from.join('\n'), () => to.join('\n'))}
		: command;
}
