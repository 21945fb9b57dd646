import {PassThrough} from 'node:stream';
import type {Command} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {Running} from '../../../source/core/link.js';
import {outcomeOf} from './scripted-link.js';

type Followed = {readonly key: string; readonly path: string; offset: number; readonly isSize: boolean};
type Process = {readonly stdout: PassThrough; readonly followed: readonly Followed[]};

/** Plays the process that follows files at the far side. */
export function fakeFollower(files: ReadonlyMap<string, string>) {
	const processes = new Set<Process>();

	function tell({stdout}: Process, each: Followed): void {
		const text = files.get(each.path) ?? '';
		if (each.isSize) {
			stdout.write(`% ${each.key} ${text.length}\n`);
		} else if (text.length > each.offset) {
			const more = text.slice(each.offset);
			stdout.write(`@ ${each.key} ${each.offset} ${more.length}\n${more}`);
			each.offset = text.length;
		}
	}

	return {
		refused: (key: string) =>
			new Fault('link', `${key} refused the connection`, {facts: {verdict: 'refused', said: 'connection refused'}}),
		changed(path: string) {
			for (const process of processes) {
				for (const each of process.followed.filter(followed => followed.path === path)) {
					tell(process, each);
				}
			}
		},
		start({argv}: Command): Running {
			const words = argv.slice(6);
			const followed = Array.from({length: words.length / 3}, (_, index): Followed => {
				const [key = '', offset = '', path = ''] = words.slice(index * 3);
				return {key, path, offset: Number(offset) || 0, isSize: offset === '-'};
			});
			const exited = Promise.withResolvers<ReturnType<typeof outcomeOf>>();
			const process: Process = {stdout: new PassThrough(), followed};
			const end = () => {
				processes.delete(process);
				process.stdout.end();
				exited.resolve(outcomeOf(''));
			};
			processes.add(process);
			process.stdout.write('~\n');
			for (const each of followed) {
				tell(process, each);
			}

			return {
				stdout: process.stdout,
				stderr: new PassThrough().end(),
				write: async () => {},
				end,
				exited: exited.promise,
				kill: end,
			};
		},
	};
}
