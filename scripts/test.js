/**
 * Everything that must hold, in the order of how quickly it tells: lint, types, unit tests and frames, the built program
 * end to end, and the real cluster. Goes on after a failure, and ends with one line that counts.
 */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const reports = mkdtempSync(join(tmpdir(), 'hpctui-test-'));
const total = {passed: 0, failed: 0, skipped: 0};

const run = (command, args) => spawnSync(command, args, {stdio: 'inherit'}).status === 0;

/** A check that holds or does not. */
const check = (name, command, args) => {
	console.log(`\n== ${name}`);
	const isGood = run(command, args);
	total[isGood ? 'passed' : 'failed'] += 1;
	return isGood;
};

/** A vitest project, counted test by test. A file that cannot even be loaded counts as one failure. */
const project = name => {
	console.log(`\n== ${name}`);
	const file = join(reports, `${name}.json`);
	const isGood = run('vitest', [
		'run',
		'--project',
		name,
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${file}`,
	]);
	try {
		const report = JSON.parse(readFileSync(file, 'utf8'));
		total.passed += report.numPassedTests;
		total.skipped += report.numPendingTests + report.numTodoTests;
		total.failed += report.numFailedTests > 0 || isGood ? report.numFailedTests : 1;
	} catch {
		total.failed += 1;
	}
};

try {
	check('lint', 'biome', ['ci', '.']);
	check('types', 'tsc', ['--noEmit']);
	project('unit');
	if (check('build', 'node', ['scripts/build.js'])) {
		project('end-to-end');
		project('cluster');
	}
} finally {
	rmSync(reports, {recursive: true, force: true});
}

if (process.env.CI === 'true' && total.skipped > 0) {
	console.log(`${total.skipped} tests were skipped; with CI=true that is a failure`);
	total.failed += total.skipped;
	total.skipped = 0;
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;
