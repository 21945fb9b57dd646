import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {LIBRARY} from '../../source/core/job-script/library.js';
import {shells, temporaryFolder} from './shells.js';

const HERE = hostname();

type Case = {
	readonly what: string;
	readonly env: Readonly<Record<string, string>>;
	/** What the file that the variable names holds. */
	readonly file?: readonly [variable: string, text: string];
	readonly nodes: string;
};

/** As the schedulers' manuals and captures have them. */
const CASES: readonly Case[] = [
	{what: 'nobody says', env: {}, nodes: `${HERE} 1`},
	{what: 'Slurm, one node', env: {SLURM_JOB_NODELIST: 'iris-013', SLURM_CPUS_ON_NODE: '4'}, nodes: 'iris-013 4'},
	{
		what: 'Slurm, ranges with zeros',
		env: {SLURM_JOB_NODELIST: 'iris-[008-010,121],gpu1', SLURM_CPUS_ON_NODE: '2'},
		nodes: 'iris-008 2,iris-009 2,iris-010 2,iris-121 2,gpu1 2',
	},
	{what: 'Slurm, two dimensions', env: {SLURM_JOB_NODELIST: 'r[1-2]n[1,3]'}, nodes: 'r1n1 1,r1n3 1,r2n1 1,r2n3 1'},
	{
		what: 'Grid Engine',
		env: {},
		file: ['PE_HOSTFILE', 'node1.lab 2 all.q@node1.lab UNDEFINED\nnode2.lab 3 all.q@node2.lab UNDEFINED\n'],
		nodes: 'node1.lab 2,node2.lab 3',
	},
	{
		what: 'Grid Engine, two queues on a node',
		env: {},
		file: ['PE_HOSTFILE', 'node1 2 all.q@node1 UNDEFINED\nnode1 1 short.q@node1 UNDEFINED\n'],
		nodes: 'node1 3',
	},
	{what: 'PBS', env: {}, file: ['PBS_NODEFILE', 'n1\nn1\nn2\nn2\nn1\n'], nodes: 'n1 3,n2 2'},
	{what: 'LSF, counted', env: {LSB_MCPU_HOSTS: 'hostA 4 hostB 2 '}, nodes: 'hostA 4,hostB 2'},
	{what: 'LSF, one by one', env: {LSB_HOSTS: 'hostA hostA hostB'}, nodes: 'hostA 2,hostB 1'},
	{
		what: 'LSF, a file',
		env: {LSB_HOSTS: 'x'},
		file: ['LSB_DJOB_HOSTFILE', 'hostA\nhostA\nhostC\n'],
		nodes: 'hostA 2,hostC 1',
	},
	{
		what: 'OAR',
		env: {},
		file: ['OAR_NODEFILE', 'chti-1.lab\nchti-1.lab\nchti-2.lab\n'],
		nodes: 'chti-1.lab 2,chti-2.lab 1',
	},
	{
		what: 'names that ssh would take for options are left out',
		env: {LSB_HOSTS: 'good -oProxyCommand=x $(reboot)'},
		nodes: 'good 1',
	},
	{what: 'a file that is not there', env: {PBS_NODEFILE: '/nowhere'}, nodes: `${HERE} 1`},
];

function run(shell: readonly string[], script: string, env: Readonly<Record<string, string>> = {}): string {
	const [program = 'sh', ...words] = shell;
	const folder = temporaryFolder();
	writeFileSync(join(folder, 'script'), `${LIBRARY}\n${script}`);
	const options = {env: {PATH: process.env['PATH'], HPCTUI_FOLDER: folder, ...env}, encoding: 'utf8'} as const;
	return execFileSync(program, [...words, join(folder, 'script')], options);
}

describe.each(shells)('the library in %s', (_name, shell) => {
	test.each(CASES)('the nodes of a job: $what', ({env, file, nodes}) => {
		const path = join(temporaryFolder(), 'nodes');
		writeFileSync(path, file?.[1] ?? '');
		const said = run(shell, 'hpctui_nodes', file === undefined ? env : {...env, [file[0]]: path});
		expect(said.trim().split('\n').join(',')).toBe(nodes);
	});

	test('a command for another node is one line that its shell reads as the same words', () => {
		const said = run(shell, `line=$(hpctui_words printf '%s|' a 'b c' "it's" '$HOME' '\\'); sh -c "$line"`);
		expect(said).toBe("a|b c|it's|$HOME|\\|");
	});

	test.each([
		['an error among chatter', 'starting\nImportError: no module\nbye', 'ImportError: no module'],
		['the last line where nothing tells', 'one\ntwo\n\n', 'two'],
		['nothing at all', '', ''],
	])('the line that tells: %s', (_what, text, line) => {
		expect(
			run(shell, `printf '%s' "$TEXT" >"$HPCTUI_FOLDER/log"; hpctui_telling_line "$HPCTUI_FOLDER/log"`, {
				TEXT: text,
			}).trim(),
		).toBe(line);
	});

	test('an order is obeyed once, and what came of it is on the record', () => {
		const said = run(
			shell,
			`mkdir "$HPCTUI_FOLDER/orders"
echo 'scale engines 7' >"$HPCTUI_FOLDER/orders/A1"
hpctui_obey() { echo "$*"; return 3; }
hpctui_take_orders
hpctui_take_orders
cat "$HPCTUI_FOLDER/record"`,
		);
		expect(said.trim()).toBe('{"type":"obeyed","order":"A1","code":3,"said":"scale engines 7"}');
	});

	test('the state of a part is collected when it is new', () => {
		const said = run(
			shell,
			`hpctui_part engines-n1 running 3 4 '' 'it "died"'
hpctui_collect_parts
hpctui_collect_parts
hpctui_part engines-n1 ended 0 4 1 ''
hpctui_collect_parts
sed 's/"node":"[^"]*"/"node":"n"/' "$HPCTUI_FOLDER/record"`,
		);
		expect(
			said
				.trim()
				.split('\n')
				.map(line => JSON.parse(line)),
		).toEqual([
			{
				type: 'part',
				name: 'engines-n1',
				state: 'running',
				node: 'n',
				have: 3,
				want: 4,
				code: null,
				log: '',
				said: 'it "died"',
			},
			{type: 'part', name: 'engines-n1', state: 'ended', node: 'n', have: 0, want: 4, code: 1, log: '', said: ''},
		]);
	});

	test('processes are told to end, and killed where they do not', () => {
		const said = run(
			shell,
			`sleep 60 & meek=$!
sh -c 'trap "" TERM; while :; do sleep 0.1; done' & stubborn=$!
hpctui_pause 0.3
hpctui_end 1 "$meek" "$stubborn"
hpctui_lives "$meek" && echo meek lives
hpctui_lives "$stubborn" && echo stubborn lives
echo over`,
		);
		expect(said.trim()).toBe('over');
	});
});
