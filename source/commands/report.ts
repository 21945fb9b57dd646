import type {Fault} from '../core/fault.js';
import {sanitizeLine, sanitizeText} from '../core/text.js';
import type {Output} from './output.js';

/** How an error is told. */
export type ReportStyle = {readonly isJson: boolean; readonly isVerbose: boolean};

/** What failed, at which hop, the other program's own words, and what to do next. */
export function reportOf(fault: Fault, {isJson, isVerbose}: ReportStyle, {paint}: Output): string {
	if (isJson) {
		return `${JSON.stringify({error: errorOf(fault)})}\n`;
	}

	const {hop, said} = fault.facts;
	const lines = [`${paint.red('hpctui:')} ${sanitizeText(fault.message)}`];
	if (typeof hop === 'string') {
		lines.push(`  at:   ${sanitizeLine(hop)}`);
	}

	if (typeof said === 'string' && said.trim() !== '' && said.trim() !== fault.message.trim()) {
		lines.push(`  said: ${sanitizeText(said).trim().replaceAll('\n', '\n        ')}`);
	}

	if (fault.hint !== null) {
		lines.push(`  ${paint.cyan('hint:')} ${sanitizeText(fault.hint)}`);
	}

	if (isVerbose) {
		lines.push(paint.dim(`  ${fault.kind}, retry ${fault.retry}, ${sanitizeText(JSON.stringify(fault.facts))}`));
	}

	if (fault.kind === 'bug') {
		lines.push(paint.dim(isVerbose ? (stackOf(fault) ?? '') : '  a bug of ours; --verbose tells where'));
	}

	return `${lines.join('\n')}\n`;
}

function errorOf(fault: Fault): object {
	return {
		code: fault.kind,
		message: fault.message,
		hint: fault.hint,
		exitCode: fault.exitCode,
		retry: fault.retry,
		facts: fault.facts,
	};
}

function stackOf(fault: Fault): string | undefined {
	return fault.cause instanceof Error ? fault.cause.stack : fault.stack;
}
