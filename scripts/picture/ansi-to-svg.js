/**
 * Draws a terminal's screen as SVG: the text of `tmux capture-pane -e`, cell by cell, in the colours of a dark terminal.
 * Only what that command writes is understood: SGR sequences and text.
 */
const CELL = {width: 8.4, height: 18, font: 14};
const PALETTE = ['#15181e', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#c8ccd4'];
const BRIGHT = ['#5c6370', '#f08a92', '#b2dd95', '#f2d59b', '#85c5ff', '#da9bec', '#7fd3dd', '#ffffff'];
const PAPER = '#15181e';
const INK = '#c8ccd4';

/** The SVG of a screen of so many columns and rows. */
export function svgOf(text, {columns, rows, title}) {
	const width = Math.ceil(columns * CELL.width) + 32;
	const height = rows * CELL.height + 60;
	const lines = text.split('\n').slice(0, rows);
	const body = lines.map((line, row) => lineOf(line, row)).join('\n');
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<rect width="${width}" height="${height}" rx="10" fill="${PAPER}"/>
<g fill="#5c6370"><circle cx="22" cy="20" r="6"/><circle cx="42" cy="20" r="6"/><circle cx="62" cy="20" r="6"/></g>
<text x="${width / 2}" y="25" text-anchor="middle" fill="#8b93a1" font-family="system-ui, sans-serif" font-size="13">${escaped(title)}</text>
<g transform="translate(16 42)" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${CELL.font}" xml:space="preserve">
${body}
</g>
</svg>
`;
}

function lineOf(line, row) {
	const out = [];
	for (const {column, text, style} of runsOf(line)) {
		const x = (column * CELL.width).toFixed(1);
		const length = (text.length * CELL.width).toFixed(1);
		const [ink, paper] = style.isInverse ? [style.paper ?? PAPER, style.ink ?? INK] : [style.ink ?? INK, style.paper];
		if (paper) {
			out.push(`<rect x="${x}" y="${row * CELL.height}" width="${length}" height="${CELL.height}" fill="${paper}"/>`);
		}

		if (text.trim() !== '') {
			const weight = style.isBold ? ' font-weight="bold"' : '';
			const dim = style.isDim ? ' opacity="0.6"' : '';
			const y = row * CELL.height + CELL.font;
			out.push(
				`<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${ink}"${weight}${dim}>${escaped(text)}</text>`,
			);
		}
	}

	return out.join('');
}

/** Runs of cells of one style. Every letter is taken to be one cell wide, as in the screen of the demo. */
function runsOf(line) {
	const runs = [];
	let style = {};
	let column = 0;
	for (const part of line.split(/(\u001B\[[\d;:]*m)/)) {
		const codes = /^\u001B\[([\d;:]*)m$/.exec(part)?.[1];
		if (codes === undefined) {
			if (part !== '') {
				runs.push({column, text: part, style});
				column += [...part].length;
			}
		} else {
			style = restyled(style, codes === '' ? [0] : codes.split(/[;:]/).map(Number));
		}
	}

	return runs;
}

function restyled(before, codes) {
	const style = {...before};
	for (let at = 0; at < codes.length; at++) {
		const code = codes[at];
		if (code === 0) {
			for (const key of Object.keys(style)) {
				delete style[key];
			}
		} else if (code === 1) {
			style.isBold = true;
		} else if (code === 2) {
			style.isDim = true;
		} else if (code === 7) {
			style.isInverse = true;
		} else if (code === 22) {
			style.isBold = false;
			style.isDim = false;
		} else if (code === 27) {
			style.isInverse = false;
		} else if (code === 39) {
			style.ink = undefined;
		} else if (code === 49) {
			style.paper = undefined;
		} else if (code === 38 || code === 48) {
			const colour = codes[at + 1] === 5 ? indexed(codes[at + 2]) : `rgb(${codes.slice(at + 2, at + 5).join(' ')})`;
			style[code === 38 ? 'ink' : 'paper'] = colour;
			at += codes[at + 1] === 5 ? 2 : 4;
		} else if (code >= 30 && code <= 37) {
			style.ink = PALETTE[code - 30];
		} else if (code >= 40 && code <= 47) {
			style.paper = PALETTE[code - 40];
		} else if (code >= 90 && code <= 97) {
			style.ink = BRIGHT[code - 90];
		} else if (code >= 100 && code <= 107) {
			style.paper = BRIGHT[code - 100];
		}
	}

	return style;
}

/** The colours of xterm's palette of 256: sixteen, a cube, and greys. */
function indexed(index) {
	if (index < 16) {
		return index < 8 ? PALETTE[index] : BRIGHT[index - 8];
	}

	if (index >= 232) {
		const grey = 8 + (index - 232) * 10;
		return `rgb(${grey} ${grey} ${grey})`;
	}

	const level = step => (step === 0 ? 0 : 55 + step * 40);
	const cube = index - 16;
	return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}

function escaped(text) {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
