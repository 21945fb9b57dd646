import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Home, openHome} from './support/home.js';
import {asAlice} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';

/** A site like many: its own submit program, commands that need a settings file, an option that it refuses. */
const SITE = `set -e
mkdir -p ~/site/bin ~/site/hidden
cat > ~/site/settings.sh <<'END'
echo "Welcome to the site." >&2
export SITE_IS_SET_UP=1
END
cat > ~/site/bin/submit <<'END'
#!/bin/sh
[ "$SITE_IS_SET_UP" = 1 ] || { echo 'submit: the site is not set up' >&2; exit 1; }
for script do :; done
! grep -q '^#SBATCH --mem' "$script" || { echo 'submit: --mem is not used here' >&2; exit 1; }
echo "a note of the site's"
exec sbatch --nice=7 "$@"
END
chmod +x ~/site/bin/submit`;

const WORDS = ['--host', 'login', '--hop', 'gateway', '--scheduler', 'slurm', '--default', 'memory=200M'];
const TWISTED = [
	...WORDS,
	...['--scheduler-setup', '. ~/site/settings.sh', '--command', 'sbatch=$HOME/site/bin/submit --exclusive=user'],
	...['--without-directive', '--mem', '--directive', '--comment=of-the-site'],
];

onCluster("a site's twists", () => {
	let home: Home;
	beforeAll(async () => {
		home = await openHome();
		await asAlice(SITE);
		await home.addCluster('plain', {words: [...WORDS, '--command', 'sbatch=$HOME/site/bin/submit']});
		await home.addCluster('twisted', {words: TWISTED});
		await home.addCluster('broken', {words: [...WORDS, '--scheduler-setup', 'module load no-such-module']});
	});
	afterAll(async () => {
		await home.close();
		await asAlice('rm -rf ~/site');
	});

	it('a job goes through the wrapper, with the directive and without the refused one', async () => {
		const id = await home.good('new', 'command', '--set', 'command=env; sleep 60', '--cluster', 'twisted');
		const {job} = await home.untilSession(
			id,
			'it runs',
			({state}) => state === 'starting' || state === 'ready',
			60_000,
		);
		expect(await asAlice(`scontrol show job ${job.id}`)).toMatch(/Comment=of-the-site/);
		expect(await asAlice(`squeue -h -j ${job.id} -o '%y'`)).not.toBe('0');
		const output = await home.good('logs', id);
		expect(output).not.toContain('HPCTUI_PATH');
		expect(output).not.toContain('.hpctui/commands');
		await home.good('stop', id);
	});

	it("the wrapper's refusal is told in its words", async () => {
		const {code, err} = await home.hpctui('new', 'command', '--set', 'command=true', '--cluster', 'plain');
		expect(code).toBe(6);
		expect(err).toContain('submit: the site is not set up');
	});

	it('a setup line that fails is told, and nothing is left', async () => {
		const {code, err} = await home.hpctui('new', 'command', '--set', 'command=true', '--cluster', 'broken');
		expect(code).toBe(2);
		expect(err).toContain('module load no-such-module');
		expect(await home.json('ls', '--all')).not.toContainEqual(expect.objectContaining({cluster: 'broken'}));
	});

	it('they are shown', async () => {
		const shown = await home.good('cluster', 'show', 'twisted');
		expect(shown).toMatch(/command sbatch +\$HOME\/site\/bin\/submit --exclusive=user/);
		const plan = await home.good('new', 'command', '--set', 'command=true', '--cluster', 'twisted', '--dry-run');
		expect(plan).toContain('#SBATCH --comment=of-the-site');
		expect(plan).not.toContain('--mem');
		expect(plan).toMatch(
			/# \. ~\/site\/settings\.sh && env -u LC_ALL \$HOME\/site\/bin\/submit --exclusive=user --parsable/,
		);
	});
});

onCluster('when would it start', () => {
	let home: Home;
	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		// Room for 24 CPUs now, and for more in fifty minutes.
		await asAlice(`for cpus in 60 40; do sbatch -N1 -c $cpus -t 50 --mem=1G --wrap 'sleep 3000'; done; sleep 5`);
	});
	afterAll(async () => {
		await asAlice('scancel -u alice');
		await home.close();
	});

	it('the scheduler says, and a smaller request that starts sooner is named', async () => {
		const words = ['new', 'command', '--set', 'command=true', '--cluster', 'lab', '--walltime', '30m', '--cpus', '32'];
		const {code, err} = await home.hpctui(...words, '--dry-run');
		expect(code).toBe(0);
		expect(err).toMatch(/would start at .*, in \d+m/);
		expect(err).toMatch(/sooner with --cpus 16: at .*as good as now/);
		expect(err).not.toContain('--walltime');
		const {estimate} = await home.json<{estimate: unknown}>(...words, '--dry-run');
		expect(estimate).toMatchObject({sooner: [{option: 'cpus', value: '16'}]});
	});

	it('a request that would be refused is told so', async () => {
		const words = ['new', 'command', '--set', 'command=true', '--cluster', 'lab', '--walltime', '3h'];
		const {code, err} = await home.hpctui(...words, '--dry-run');
		expect({code, err}).toEqual({code: 0, err: expect.stringMatching(/^would be refused: .*time limit/i)});
	});
});
