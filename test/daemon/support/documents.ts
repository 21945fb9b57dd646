import type {SessionDocument} from '../../../source/core/session-document.js';

export const isReady = ({state}: SessionDocument): boolean => state === 'ready';
export const isEnded = ({state}: SessionDocument): boolean => state === 'ended';

/** The session's own folder on the cluster. */
export function folderOf({log}: Pick<SessionDocument, 'log'>): string {
	return (log.path ?? '').replace(/\/output$/, '');
}
