/**
 * Ten sessions on the test cluster while everything breaks, at random: npm run soak -- --minutes 20 --seed 7.
 * The seed is printed; the same one chooses the same faults in the same order.
 */
import {spawnSync} from 'node:child_process';
import {parseArgs} from 'node:util';

const {values} = parseArgs({options: {minutes: {type: 'string', default: '20'}, seed: {type: 'string'}}});
const env = {...process.env, HPCTUI_SOAK_MINUTES: values.minutes};
if (values.seed !== undefined) {
	env.HPCTUI_SOAK_SEED = values.seed;
}

const {status} = spawnSync('vitest', ['run', '--project', 'cluster', 'soak'], {stdio: 'inherit', env});
process.exitCode = status ?? 1;
