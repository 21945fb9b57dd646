import {formatDuration} from '../core/duration.js';
import {Fault} from '../core/fault.js';
import type {NewSession} from '../core/session-document.js';
import {sanitizeLine, sanitizeText} from '../core/text.js';
import type {StartEstimate} from '../wire/calls.js';
import type {Context} from './command.js';

/** What `new --dry-run` prints: script and command on stdout, and for a person the scheduler's estimate on stderr. */
export async function dryRun(context: Context, wanted: NewSession): Promise<void> {
	const client = await context.connect();
	const plan = await client.call('session.plan', wanted, context.signal);
	const estimate = await client.call('session.estimate', wanted, context.signal).catch((error: unknown) => {
		const fault = Fault.from(error);
		if (context.signal.aborted) {
			throw fault;
		}

		return fault;
	});
	const start = estimate instanceof Fault ? null : estimate;
	await context.print({...plan, estimate: start}, () => {
		const script = sanitizeText(plan.script);
		return `${script.endsWith('\n') ? script : `${script}\n`}\n# submitted with:\n# ${sanitizeText(plan.command)}\n`;
	});
	if (!context.isJson) {
		await context.err.write(noteOf(estimate, context.now()));
	}
}

function noteOf(estimate: StartEstimate | Fault, now: number): string {
	if (estimate instanceof Fault) {
		// A request that the scheduler would refuse is what one wants to know before; that it cannot tell is not.
		return estimate.kind === 'refused' ? `would be refused: ${sanitizeLine(estimate.message)}\n` : '';
	}

	if (estimate.startsAt === null) {
		return '';
	}

	const sooner = estimate.sooner.map(
		({option, value, startsAt}) => `sooner with --${option} ${value}: ${when(startsAt, now)}`,
	);
	return [`would start ${when(estimate.startsAt, now)}`, ...sooner].map(line => `${sanitizeLine(line)}\n`).join('');
}

/** `at 2026-11-20T09:00:00Z, in 2h 5m`. */
function when(iso: string, now: number): string {
	const seconds = Math.round((Date.parse(iso) - now) / 1000);
	return `at ${iso}, ${seconds < 60 ? 'as good as now' : `in ${formatDuration(seconds)}`}`;
}
