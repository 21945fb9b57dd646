import type {Command} from './command.js';
import {shell} from './shell-text.js';

/** How busy a node was a moment ago. Shares are 0 to 1; null: the node does not tell. */
export type Usage = {
	readonly cpuShare: number | null;
	readonly memoryBytes: number | null;
	readonly memoryTotalBytes: number | null;
	/** Of all GPUs that can be seen, the mean. */
	readonly gpuShare: number | null;
};

const EVERY_SECONDS = 2;

/**
 * One line every two seconds: processor time (busy and in all, in ticks since the start: proc(5)), memory (used and in all, in KiB), and
 * the mean use of the GPUs in percent, where nvidia-smi is there. `-` stands for what is not known. It ends when nobody reads it.
 */
const SCRIPT = shell`hpctui_gpu=
! command -v nvidia-smi >/dev/null 2>&1 || hpctui_gpu=yes
while :; do
	hpctui_cpu=$(awk '/^cpu / {all = 0; for (i = 2; i <= 9; i++) all += $i; print all - $5 - $6, all; exit}' /proc/stat 2>/dev/null)
	hpctui_memory=$(awk '/^MemTotal:/ {all = $2} /^MemAvailable:/ {free = $2} END {if (all) print all - free, all}' /proc/meminfo 2>/dev/null)
	hpctui_load=-
	[ -z "$hpctui_gpu" ] || hpctui_load=$(nvidia-smi --query-gpu=utilization.gpu --format=csv,noheader,nounits 2>/dev/null |
		awk '{sum += $1; n++} END {if (n) print sum / n; else print "-"}')
	printf '%s %s %s\n' "\${hpctui_cpu:-- -}" "\${hpctui_memory:-- -}" "\${hpctui_load:--}" || exit 0
	sleep ${EVERY_SECONDS}
done`;

/** What to run on the node. */
export const USAGE_COMMAND: Command = {argv: ['sh', '-c', SCRIPT], stdin: ''};

/**
 * Reads the lines one after another: the processor's share is what was used between two of them, so that the first tells none. Null: not
 * one of our lines.
 */
export function createUsageReader(): (line: string) => Usage | null {
	let before: {readonly busy: number; readonly all: number} | null = null;
	return line => {
		const words = line.trim().split(' ');
		if (words.length !== 5) {
			return null;
		}

		const [busy = null, all = null, used = null, total = null, gpu = null] = words.map(numberOf);
		const elapsed = before === null || all === null ? 0 : all - before.all;
		const cpuShare = before === null || busy === null || elapsed <= 0 ? null : shareOf((busy - before.busy) / elapsed);
		before = busy === null || all === null ? null : {busy, all};
		return {
			cpuShare,
			memoryBytes: used === null ? null : used * 1024,
			memoryTotalBytes: total === null ? null : total * 1024,
			gpuShare: gpu === null ? null : shareOf(gpu / 100),
		};
	};
}

function numberOf(word: string): number | null {
	return /^\d+(?:\.\d+)?$/.test(word) ? Number(word) : null;
}

function shareOf(value: number): number {
	return Math.max(0, Math.min(1, value));
}
