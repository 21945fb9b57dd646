/** The page of the notepad: cells that run on the node, their output as it comes, the node's load, and its files. */

const byId = id => document.getElementById(id);
const cellsBox = byId('cells');
let folder = '';
let running = 0;

// The token came with the address and is in a cookie now: it need not stand on the screen.
history.replaceState(null, '', location.pathname);

async function api(path, options = {}) {
	const response = await fetch(path, options);
	if (!response.ok) {
		throw new Error(response.status === 403 ? 'The address with its token is needed: hpctui url SESSION' : path);
	}

	return response;
}

function send(path, method, value) {
	return api(path, {method, headers: {'content-type': 'application/json'}, body: JSON.stringify(value)});
}

/* Cells */

function addCell({kind, source, events}, before = null) {
	const cell = byId('cell').content.firstElementChild.cloneNode(true);
	const text = cell.querySelector('textarea');
	cell.classList.add(kind);
	cell.dataset.kind = kind;
	cell.querySelector('.kind').textContent = {js: 'js', sh: 'sh', note: ''}[kind];
	cell.events = events;
	text.value = source;
	text.placeholder = {js: 'JavaScript', sh: 'Shell', note: 'Note'}[kind];
	text.setAttribute('aria-label', `${text.placeholder} cell`);
	text.addEventListener('input', () => {
		growToFit(text);
		keepSoon();
	});
	text.addEventListener('keydown', event => pressed(event, cell, text));
	cell.querySelector('.run').addEventListener('click', () => run(cell));
	cell.querySelector('.remove').addEventListener('click', () => {
		cell.remove();
		keepSoon();
	});
	cellsBox.insertBefore(cell, before);
	for (const event of events) {
		show(cell, event);
	}

	growToFit(text);
	return cell;
}

/** Browsers without field-sizing get their height from here. */
function growToFit(text) {
	text.rows = text.value.split('\n').length;
}

function pressed(event, cell, text) {
	if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey || event.metaKey)) {
		event.preventDefault();
		run(cell);
		if (event.shiftKey) {
			const next = cell.nextElementSibling ?? addCell({kind: cell.dataset.kind, source: '', events: []});
			next.querySelector('textarea').focus();
		}
	} else if (
		event.key === 'Tab' &&
		!event.shiftKey &&
		text.value.slice(0, text.selectionStart).match(/(^|\n)[\t ]+$/)
	) {
		event.preventDefault();
		text.setRangeText('\t', text.selectionStart, text.selectionEnd, 'end');
	}
}

async function run(cell) {
	const {kind} = cell.dataset;
	if (kind === 'note' || cell.classList.contains('running')) {
		return;
	}

	cell.events = [];
	cell.querySelector('.output').replaceChildren();
	cell.querySelector('.time').textContent = '';
	cell.classList.remove('failed');
	cell.classList.add('running');
	count(1);
	try {
		const response = await send('api/run', 'POST', {kind, source: cell.querySelector('textarea').value});
		for await (const event of linesOf(response)) {
			cell.events.push(event);
			show(cell, event);
		}
	} catch (error) {
		show(cell, {type: 'error', text: `The connection broke: ${error.message}`});
	} finally {
		cell.classList.remove('running');
		count(-1);
		keepSoon();
		listFiles();
	}
}

async function* linesOf(response) {
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '';
	for (;;) {
		const {done, value} = await reader.read();
		if (done) {
			return;
		}

		const lines = (rest + value).split('\n');
		rest = lines.pop();
		yield* lines.map(line => JSON.parse(line));
	}
}

function show(cell, event) {
	const output = cell.querySelector('.output');
	if (event.type === 'done') {
		cell.querySelector('.time').textContent = durationText(event.milliseconds);
		cell.classList.toggle('failed', !event.isOk);
	} else if (event.type === 'picture') {
		const picture = new Image();
		picture.alt = 'Picture drawn by the cell';
		picture.src = `data:image/svg+xml,${encodeURIComponent(event.svg)}`;
		output.append(picture);
	} else {
		const kind = event.stream ?? event.type;
		const last = output.lastElementChild;
		const block = last?.className === kind ? last : document.createElement('pre');
		block.className = kind;
		block.append(event.text);
		output.append(block);
	}
}

function count(change) {
	running += change;
	byId('interrupt').disabled = running === 0;
	byId('dot').classList.toggle('busy', running > 0);
}

/* What the server keeps */

let timer;

function keepSoon() {
	clearTimeout(timer);
	timer = setTimeout(keep, 400);
}

async function keep() {
	const cells = [...cellsBox.children].map(cell => ({
		kind: cell.dataset.kind,
		source: cell.querySelector('textarea').value,
		events: cell.events,
	}));
	await send('api/notebook', 'PUT', {cells}).catch(() => byId('dot').classList.remove('up'));
}

/* The node and its files */

async function look() {
	try {
		const status = await (await api('api/status')).json();
		const used = status.memory.totalBytes - status.memory.freeBytes;
		byId('dot').classList.add('up');
		byId('node').textContent = status.node;
		byId('load').value = Math.min(1, status.load / status.cpus);
		byId('load-text').textContent = `${status.load.toFixed(1)} of ${status.cpus}`;
		byId('memory').value = used / status.memory.totalBytes;
		byId('memory-text').textContent = `${bytesText(used)} of ${bytesText(status.memory.totalBytes)}`;
		byId('uptime').textContent = durationText(status.uptimeSeconds * 1000);
		byId('runtime').textContent = `${status.runtime} · process ${status.pid} · ${status.workdir}`;
		document.title = `${status.node} · notepad`;
	} catch {
		byId('dot').classList.remove('up');
		byId('node').textContent = 'no connection';
	}
}

async function listFiles() {
	const entries = await (await api(`api/files?path=${encodeURIComponent(folder)}`)).json();
	byId('folder').textContent = `./${folder}`;
	const up = folder === '' ? [] : [{name: '..', isFolder: true, bytes: null}];
	byId('files').replaceChildren(...[...up, ...entries].map(fileLine));
}

function fileLine({name, isFolder, bytes}) {
	const line = document.createElement('li');
	if (isFolder) {
		const button = document.createElement('button');
		button.type = 'button';
		button.textContent = name === '..' ? '↑ up' : `${name}/`;
		button.addEventListener('click', () => {
			folder = name === '..' ? folder.split('/').slice(0, -2).join('/') : `${folder}${name}/`;
			folder = folder !== '' && !folder.endsWith('/') ? `${folder}/` : folder;
			listFiles();
		});
		line.append(button);
	} else {
		const size = document.createElement('span');
		size.textContent = bytes === null ? '' : bytesText(bytes);
		line.append(name, size);
	}

	return line;
}

function bytesText(bytes) {
	const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
	const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
	return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function durationText(milliseconds) {
	const seconds = milliseconds / 1000;
	if (seconds < 60) {
		return seconds < 1 ? `${Math.round(milliseconds)} ms` : `${seconds.toFixed(1)} s`;
	}

	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/* Start */

for (const button of document.querySelectorAll('[data-add]')) {
	button.addEventListener('click', () => {
		addCell({kind: button.dataset.add, source: '', events: []}).querySelector('textarea').focus();
		keepSoon();
	});
}

byId('run-all').addEventListener('click', () => [...cellsBox.children].forEach(run));
byId('interrupt').addEventListener('click', () => send('api/interrupt', 'POST', {}));
byId('refresh-files').addEventListener('click', listFiles);

const {cells} = await (await api('api/notebook')).json();
for (const cell of cells) {
	addCell(cell);
}

await Promise.all([look(), listFiles()]);
setInterval(look, 3000);
