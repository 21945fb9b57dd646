/**
 * Loaded into a daemon before anything else (NODE_OPTIONS=--import): kills it, with SIGKILL, at one moment of a submission.
 * HPCTUI_TEST_KILL names a file that holds the moment's number. The first daemon that finds it takes it, so that the next
 * one lives. Which moment it was is written beside it, in `FILE.killed`.
 *
 * The moments are those between the deeds that leave traces: lines of the journal and commands on the cluster. They are
 * wrapped here, from outside, and the program itself knows nothing of it.
 */
import fs from 'node:fs';
import {createRequire, syncBuiltinESMExports} from 'node:module';

/** All moments at which a deed may be cut off, in their order. */
const OF_A_LINE = ['before it is written', 'half of it written', 'written', 'synced'];
const OF_A_COMMAND = ['before it is sent', 'sent', 'begun', 'answered'];
/** What comes later is no longer the submission. */
const AFTER_THE_ANSWER = 6;

const order = process.env.HPCTUI_TEST_KILL;
if (order !== undefined && process.argv.includes('__daemon') && take(order)) {
	arm(Number(fs.readFileSync(`${order}.taken`, 'utf8')));
}

function take(file) {
	try {
		fs.renameSync(file, `${file}.taken`);
		return true;
	} catch {
		return false;
	}
}

function arm(wanted) {
	const {writeSync, fsyncSync} = fs;
	const {Client} = createRequire(import.meta.url)('ssh2');
	const {exec} = Client.prototype;
	let next = 0;
	let last = Number.POSITIVE_INFINITY;
	let line = null;

	/** One moment passed; the wanted one is the last. */
	const pass = what => {
		if (next === wanted && next <= last) {
			fs.writeFileSync(`${order}.killed`, what);
			process.kill(process.pid, 'SIGKILL');
		}

		next += 1;
	};

	fs.writeSync = (descriptor, bytes, offset = 0, ...rest) => {
		const type = /^\{"type":"([a-z-]+)"/.exec(Buffer.from(bytes).toString('latin1'))?.[1];
		if (type === undefined || (next === 0 && type !== 'intended')) {
			return writeSync(descriptor, bytes, offset, ...rest);
		}

		line = `the line "${type}"`;
		pass(`${line}: ${OF_A_LINE[0]}`);
		if (next === wanted) {
			writeSync(descriptor, bytes, offset, bytes.length >> 1);
		}

		pass(`${line}: ${OF_A_LINE[1]}`);
		const written = writeSync(descriptor, bytes, offset, ...rest);
		pass(`${line}: ${OF_A_LINE[2]}`);
		if (type === 'submitted') {
			last = next + AFTER_THE_ANSWER;
		}

		return written;
	};
	fs.fsyncSync = descriptor => {
		fsyncSync(descriptor);
		if (line !== null) {
			pass(`${line}: ${OF_A_LINE[3]}`);
		}
	};
	syncBuiltinESMExports();

	let commands = 0;
	Client.prototype.exec = function (command, ...words) {
		if (next === 0) {
			return exec.call(this, command, ...words);
		}

		commands += 1;
		const name = `command ${commands}`;
		const opened = words.pop();
		pass(`${name}: ${OF_A_COMMAND[0]}`);
		const result = exec.call(this, command, ...words, (error, channel) => {
			pass(`${name}: ${OF_A_COMMAND[2]}`);
			channel?.once('exit', () => pass(`${name}: ${OF_A_COMMAND[3]}`));
			opened(error, channel);
		});
		pass(`${name}: ${OF_A_COMMAND[1]}`);
		return result;
	};
}
