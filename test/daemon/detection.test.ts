import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {openLocal} from '../../drivers/transports/local/link.js';
import {Fault} from '../../source/core/fault.js';
import {type Twists, twistCommand} from '../../source/core/twists.js';
import {detect} from '../../source/daemon/detection.js';
import {loadRegistry} from '../../source/daemon/registry.js';
import {hasProgram, temporaryFolder} from '../core/shells.js';
import {hopNamed} from './support/scripted-link.js';

/** Programs that say what the real ones said to the same words, in a PATH with nothing else of that kind. */
const {schedulers} = await loadRegistry();

/** A login host's scheduler commands: what each prints, by its first word; `*` for any other. */
type Programs = Readonly<Record<string, Readonly<Record<string, Said>>>>;
type Said = {readonly out?: string; readonly err?: string; readonly code: number};

const SLURM: Programs = {
	sbatch: {'--version': {out: 'slurm-wlm 22.05.8', code: 0}},
	squeue: {'--version': {out: 'slurm-wlm 22.05.8', code: 0}},
};

/** Slurm's commands of Torque's names (contribs/torque, Debian's slurm-wlm-torque 22.05.8). */
const wrapper = (usage: string): Programs[string] => ({
	'-help': {out: `Usage:\n${usage}\n\nOptions:`, code: 0},
	'-B': {err: `Option B requires an argument\nUsage:\n${usage}`, code: 2},
	'*': {err: `Unknown option: version\nUsage:\n${usage}`, code: 2},
});
const SLURMS_TORQUE: Programs = {
	qstat: wrapper('    qstat [-f] [-a|-i|-r] [-n [-1]] [-G|-M] [-u user_list] [-? | --help]'),
	qsub: wrapper('    qsub [-a start_time] [-A account] [-b y|n] [-e err_path] [-I] [-l'),
	pbsnodes: wrapper('    pbsnodes [-a] [node_id...]'),
};

const one = (said: Said): Programs[string] => ({'*': said});
const PBS: Programs = Object.fromEntries(
	['qstat', 'qsub', 'qdel', 'pbsnodes'].map(name => [name, one({out: 'pbs_version = 23.06.06', code: 0})]),
);
const TORQUE: Programs = Object.fromEntries(
	['qstat', 'qsub', 'qdel', 'pbsnodes'].map(name => [name, one({err: 'Version: 6.1.2\nCommit: 4d0f4a3', code: 0})]),
);
/** Son of Grid Engine 8.1.9: an option that it does not know makes it tell its usage, version first, on standard error. */
const gridEngine = (usage: string): Programs[string] => ({
	'-help': {out: `SGE 8.1.9\n${usage}`, code: 0},
	'*': {err: `SGE 8.1.9\n${usage}`, code: 1},
});
const SGE: Programs = {
	qstat: gridEngine('usage: qstat [options]\n        [-ext]                            view additional attributes'),
	qsub: gridEngine('usage: qsub [options]'),
	qconf: gridEngine('usage: qconf [options]'),
	qhost: gridEngine('usage: qhost [options]'),
};
const OAR: Programs = {
	oarsub: one({out: 'OAR version : 2.5.9 (Canicule)', code: 0}),
	oarstat: one({out: 'OAR version : 2.5.9 (Canicule)', code: 0}),
};
const STRANGERS: Programs = Object.fromEntries(
	['sbatch', 'qstat', 'qsub', 'bsub', 'lsid', 'oarsub', 'condor_version', 'flux'].map(name => [
		name,
		one({out: `${name} is not for this host, ask the help desk`, code: 0}),
	]),
);

describe('picked first, and what else answered', () => {
	test.each<[string, readonly Programs[], readonly string[]]>([
		['nothing there', [], []],
		['Slurm', [SLURM], ['slurm']],
		['Slurm with its Torque commands', [SLURM, SLURMS_TORQUE], ['slurm']],
		["Slurm's Torque commands alone", [SLURMS_TORQUE], []],
		['Slurm beside Torque', [SLURM, TORQUE], ['slurm', 'torque']],
		['OpenPBS', [PBS], ['pbs']],
		['Torque', [TORQUE], ['torque']],
		['Grid Engine', [SGE], ['sge']],
		['Grid Engine in front of OpenPBS in one PATH', [PBS, SGE], ['sge', 'pbs']],
		['OpenPBS in front of Grid Engine in one PATH', [{qconf: SGE['qconf'] ?? {}}, PBS], ['pbs']],
		['Slurm, and Grid Engine of before', [SLURM, SGE], ['slurm', 'sge']],
		['OAR', [OAR], ['oar']],
		['programs of those names that say something else', [STRANGERS], []],
	])('%s', async (_name, hosts, wanted) => {
		const {ask} = loginHost(Object.assign({}, ...hosts));
		const found = (await detect(schedulers.values(), ask)).filter(({probe}) => probe.found);
		expect(found.map(({driver}) => driver.name)).toEqual(wanted.filter(name => schedulers.has(name)));
	});
});

test('commands that a setup line brings are found', async () => {
	const {ask} = loginHost({}, {hidden: SLURM});
	expect((await detect(schedulers.values(), ask))[0]).toMatchObject({
		driver: {name: 'slurm'},
		probe: {found: true, version: '22.05.8'},
	});
});

test('one that hangs does not keep the others from being found', async () => {
	const {ask} = loginHost(SLURM);
	const found = await detect(schedulers.values(), command =>
		command.argv.includes('sbatch') ? ask(command) : Promise.reject(new Fault('timeout', 'no answer within 30 s')),
	);
	expect(found[0]).toMatchObject({driver: {name: 'slurm'}, probe: {found: true}});
	expect(found.at(-1)?.probe).toEqual({found: false, why: 'no answer within 30 s'});
});

test('a way that is lost is no answer', async () => {
	const lost = new Fault('link', 'the connection broke', {retry: 'now'});
	await expect(detect(schedulers.values(), () => Promise.reject(lost))).rejects.toBe(lost);
});

test('no two drivers are of one rank, and a host without scheduler is never asked for', async () => {
	const ranks = Object.fromEntries([...schedulers.values()].map(({name, detectionRank}) => [name, detectionRank]));
	expect(new Set(Object.values(ranks)).size, JSON.stringify(ranks)).toBe(schedulers.size);
	expect(Math.min(...Object.values(ranks))).toBe(ranks['host']);
	const asked = await detect(schedulers.values(), loginHost({}).ask);
	expect(asked.map(({driver}) => driver.name)).not.toContain('host');
	expect(asked).toHaveLength(schedulers.size - 1);
});

/** A login host with these programs; `hidden` ones lie in a folder that a setup line puts into the PATH. */
function loginHost(programs: Programs, {hidden = {}}: {readonly hidden?: Programs} = {}) {
	const home = temporaryFolder();
	const bin = folderWith(home, 'bin', programs);
	for (const tool of ['sh', 'bash', 'cat', 'env', 'id', 'grep', 'sed', 'awk', 'head', 'tr', 'ls', 'timeout', 'uname']) {
		if (hasProgram(tool)) {
			symlinkSync(`/usr/bin/${tool}`, join(bin, tool));
		}
	}

	const twists: Twists = {setup: [`PATH=${folderWith(home, 'hidden', hidden)}:$PATH`]};
	const link = openLocal(hopNamed('login'));
	onTestFinished(() => link.close());
	return {
		ask: (command: Parameters<typeof link.run>[0]) =>
			link.run({
				...(Object.keys(hidden).length === 0 ? command : twistCommand(command, twists)),
				env: {...command.env, PATH: bin, HOME: home},
			}),
	};
}

function folderWith(home: string, name: string, programs: Programs): string {
	const folder = join(home, name);
	mkdirSync(folder);
	for (const [program, answers] of Object.entries(programs)) {
		const cases = Object.entries(answers).map(([word, {out = '', err = '', code}]) => {
			const say = (text: string) => (text === '' ? ':' : `printf '%s\\n' '${text}'`);
			return `${word}) ${say(out)}; ${say(err)} >&2; exit ${code} ;;`;
		});
		const path = join(folder, program);
		writeFileSync(path, `#!/bin/sh\ncase $1 in\n${cases.join('\n')}\nesac\nexit 2\n`);
		chmodSync(path, 0o755);
	}

	return folder;
}
