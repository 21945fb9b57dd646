import type {ReadinessResponse, ReadinessVerdict} from '../../../source/core/app.js';

/**
 * Whose answer to `GET /api/status` with our token this is. Only a server that took the token says 200 with the times of
 * its kernels (jupyter_server, services/api/handlers.py, and the same in Notebook 6); one with another token says 403.
 */
export function judgeJupyter({status, body}: ReadinessResponse): ReadinessVerdict {
	if (status === 200) {
		return isStatus(body) ? 'ours' : 'stranger';
	}

	if (status === 401 || status === 403) {
		return 'stranger';
	}

	// A redirect leads to a login page: our token would have been let in. Anything else may be a server that still
	// loads its extensions, or whose base_url we have not seen yet.
	return status >= 300 && status < 400 ? 'stranger' : 'not-yet';
}

function isStatus(body: string): boolean {
	try {
		const answer: unknown = JSON.parse(body);
		return typeof answer === 'object' && answer !== null && 'started' in answer && 'kernels' in answer;
	} catch {
		return false;
	}
}
