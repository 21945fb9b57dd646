import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import hostname from '../../drivers/addresses/hostname.js';
import infiniband from '../../drivers/addresses/infiniband.js';
import byInterface from '../../drivers/addresses/interface.js';
import ip from '../../drivers/addresses/ip.js';
import loopback from '../../drivers/addresses/loopback.js';
import byPublicAddress from '../../drivers/addresses/public.js';
import type {NodeReport} from '../../source/core/node-report.js';

export const drivers = [hostname, infiniband, byInterface, ip, loopback, byPublicAddress];

/** A node report of test/fixtures/addresses. */
export function nodeOf(name: string): NodeReport {
	const file = join(import.meta.dirname, '../fixtures/addresses', `${name}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as NodeReport;
}
