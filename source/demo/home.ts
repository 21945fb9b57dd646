import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {DemoPlaces} from './places.js';

/**
 * The demo's hosts are processes of one machine, and each goes by its own name all the same. These stand first on PATH, so
 * what follows them there is the machine's own.
 */
const PROGRAMS = {
	hostname: `#!/bin/sh
[ $# -eq 0 ] || PATH=\${PATH#*:} exec hostname "$@"
echo "$HOSTNAME"
`,
	uname: `#!/bin/sh
[ "$*" = -n ] || PATH=\${PATH#*:} exec uname "$@"
echo "$HOSTNAME"
`,
} as const;

const READ_ME = `This folder is the working directory of the sessions on the demo cluster.

What you see in the browser runs on "node1" and came by way of "login" and "gateway": three SSH
servers on this machine, and the same tunnels that lead to a real cluster.
`;

/** Gives the demo's home what a first visit needs; what the visitor has changed stays as it is. */
export async function furnishHome(places: DemoPlaces): Promise<void> {
	for (const [name, text] of Object.entries(PROGRAMS)) {
		await writeFile(join(places.programs, name), text, {mode: 0o755});
	}

	await writeOnce(join(places.work, 'README.txt'), READ_ME);
	await writeOnce(join(places.work, 'welcome.ipynb'), `${JSON.stringify(welcomeNotebook(), null, 1)}\n`);
}

async function writeOnce(path: string, text: string): Promise<void> {
	await writeFile(path, text, {flag: 'wx', mode: 0o600}).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'EEXIST') {
			throw error;
		}
	});
}

/** A notebook (nbformat 4) that says where it runs. */
function welcomeNotebook(): object {
	const code = (source: string) => ({
		cell_type: 'code',
		execution_count: null,
		metadata: {},
		outputs: [],
		source,
	});
	return {
		cells: [
			{
				cell_type: 'markdown',
				metadata: {},
				source:
					'# Hello from node1\n\nThis notebook came through `gateway` and `login`. Close the window, quit hpctui, ' +
					'come back: the job is still here, at the same address.',
			},
			code(
				"import os, platform\nprint('host', os.environ.get('HOSTNAME'))\nprint('python', platform.python_version())",
			),
			code("print('job', {k: v for k, v in os.environ.items() if k.startswith('HPCTUI_') and 'TOKEN' not in k})"),
		],
		metadata: {kernelspec: {display_name: 'Python 3', language: 'python', name: 'python3'}},
		nbformat: 4,
		nbformat_minor: 2,
	};
}
