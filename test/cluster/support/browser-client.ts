import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {setTimeout as pause} from 'node:timers/promises';

/**
 * A person at a headless Chromium on the laptop. With a `notebook`: logs in to a notebook server with a password, runs its first cell, and
 * reads the output. Without: looks at a desktop by noVNC, with a wrong password first, and tells the colour in its middle. Reads
 * `{url, password, notebook?}` on its standard input, since a password must stand on no command line, and prints what it saw, with a picture of it.
 */
const {url, notebook, password} = JSON.parse(await text(process.stdin)) as {
	readonly url: string;
	readonly password: string;
	readonly notebook?: string;
};
const DRIVER_PORT = 9515;
const MIDDLE = `const canvas = document.querySelector(".noVNC_connected #noVNC_container canvas");
const middle = canvas?.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data.slice(0, 3);
return middle?.some(Boolean) ? middle.join() : ""`;
const folder = await mkdtemp(join(tmpdir(), 'hpctui-browser-'));
const driver = spawn('/usr/bin/chromedriver', [`--port=${DRIVER_PORT}`], {
	stdio: 'ignore',
	env: {...process.env, HOME: folder},
});
try {
	const session = await until('a browser', async () => {
		const {sessionId} = await ask<{sessionId: string}>('POST', '/session', {
			capabilities: {alwaysMatch: CAPABILITIES()},
		});
		return sessionId;
	});
	const at = `/session/${session}`;
	const find = async (css: string) => {
		const found = await ask<Record<string, string>>('POST', `${at}/element`, {using: 'css selector', value: css});
		return Object.values(found)[0];
	};
	// An element that is there may not take keys yet: while its page is laid out it says so, and has taken none.
	const press = (css: string, keys: string) =>
		until(css, async () => {
			await ask('POST', `${at}/element/${await find(css)}/value`, {text: keys});
			return true;
		});
	const run = <Value>(script: string) => ask<Value>('POST', `${at}/execute/sync`, {script, args: []});
	const open = (path: string) => ask('POST', `${at}/url`, {url: new URL(path, url).href});
	const logIn = async (word: string) => {
		await open('/login');
		await press('#password_input', word);
		await ask('POST', `${at}/element/${await find('#login_submit')}/click`, {});
	};
	const runNotebook = async () => {
		await logIn('a wrong password');
		const refusal = await until('the refusal', () =>
			run<string>('return document.querySelector(".message, .alert")?.innerText'),
		);
		await logIn(password);
		await until('the way in', async () => !(await ask<string>('GET', `${at}/url`)).includes('/login'));
		await open(`/notebooks/${notebook}`);
		await until('a kernel', () => run<boolean>('return Boolean(window.Jupyter?.notebook?.kernel?.is_connected())'));
		await until('the first cell', () =>
			run<boolean>('Jupyter.notebook.select(0); Jupyter.notebook.edit_mode(); return Jupyter.notebook.mode === "edit"'),
		);
		await press('.cell.selected .CodeMirror textarea', '\uE008\uE007\uE000');
		const printed = await until('an output', () =>
			run<string>('return document.querySelector(".output_area pre")?.innerText'),
		);
		const kernel = await run<string>('return Jupyter.notebook.kernel.name');
		return {refusal, printed: printed.trim(), kernel, protocol: new URL(url).protocol};
	};
	const lookAtDesktop = async () => {
		await open(url.replace(password, 'wrong'));
		const refusal = await until('the refusal', () =>
			run<string>('return document.querySelector("#noVNC_status.noVNC_status_error")?.innerText'),
		);
		await ask('POST', `${at}/url`, {url: 'about:blank'});
		await open(url);
		const colour = await until('a desktop that is not black', () => run<string>(MIDDLE));
		return {refusal, colour};
	};
	try {
		const seen = await (notebook === undefined ? lookAtDesktop() : runNotebook());
		const picture = await ask<string>('GET', `${at}/screenshot`);
		console.log(JSON.stringify({...seen, picture}));
	} finally {
		await ask('DELETE', at);
	}
} finally {
	driver.kill();
	await rm(folder, {recursive: true, force: true});
}

/** Its certificate is signed by nobody, as a person is told, and goes on. */
function CAPABILITIES() {
	const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
	const quiet = [
		'--disable-background-networking',
		'--disable-component-update',
		`--user-data-dir=${folder}`,
		'--window-size=1000,620',
	];
	return {acceptInsecureCerts: true, 'goog:chromeOptions': {binary: '/usr/bin/chromium', args: [...flags, ...quiet]}};
}

async function ask<Value>(method: string, path: string, body?: object): Promise<Value> {
	const response = await fetch(`http://127.0.0.1:${DRIVER_PORT}${path}`, {
		method,
		...(body === undefined ? {} : {body: JSON.stringify(body)}),
	});
	const {value} = (await response.json()) as {value: Value};
	if (!response.ok) {
		throw new Error(`${path}: ${JSON.stringify(value)}`);
	}

	return value;
}

async function until<Value>(what: string, look: () => Promise<Value | undefined | null | false>): Promise<Value> {
	const deadline = Date.now() + 40_000;
	for (let trouble: unknown; ; ) {
		try {
			const value = await look();
			if (value !== undefined && value !== null && value !== false && value !== '') {
				return value;
			}
		} catch (error) {
			trouble = error;
		}

		if (Date.now() > deadline) {
			throw new Error(`not seen: ${what}`, {cause: trouble});
		}

		await pause(200);
	}
}
