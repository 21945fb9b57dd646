import {join} from 'node:path';
import type {Paths} from '../wire/paths.js';

/** Where what ssh clients need of us lies. */
export function sshFolderOf(paths: Paths): string {
	return join(paths.state, 'ssh');
}

/** The include file for ~/.ssh/config. */
export function includeFileOf(paths: Paths): string {
	return join(paths.config, 'ssh_config');
}
