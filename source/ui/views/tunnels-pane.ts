import {hostAndPort} from '../../core/place.js';
import type {TunnelDocument, TunnelState} from '../../core/session-document.js';
import {formatSize} from '../../core/size.js';
import type {Trial} from '../../core/way.js';
import {type Row, seg} from '../text/row.js';
import {pad, wrap} from '../text/width.js';
import type {Role, Theme} from '../theme.js';

/** The tunnels of a session: where each listens, the way that it takes, what flowed, what was tried. */
export function tunnelRows(tunnels: readonly TunnelDocument[], theme: Theme, width: number): readonly Row[] {
	if (tunnels.length === 0) {
		return [[seg('no tunnels yet: they come when the job has a node', 'dim')]];
	}

	return tunnels.flatMap((tunnel, index) => [...(index === 0 ? [] : [[]]), ...oneTunnel(tunnel, theme, width)]);
}

function oneTunnel(tunnel: TunnelDocument, theme: Theme, width: number): readonly Row[] {
	const {arrow} = theme.glyphs;
	const way = [...tunnel.hops, remoteOf(tunnel)].join(` ${arrow} `);
	const flow = `${formatSize(tunnel.bytesIn)} in, ${formatSize(tunnel.bytesOut)} out`;
	const optional = tunnel.required ? '' : '  (optional)';
	return [
		[
			seg(`${theme.glyphs.tunnels[tunnel.state]} ${tunnel.name}`, ROLES[tunnel.state]),
			seg(`  ${IN_WORDS[tunnel.state]}${optional}`, 'dim'),
		],
		line('listens on', localOf(tunnel)),
		line('way', `here ${arrow} ${way}`),
		line('address', [tunnel.address ?? 'not found yet', tunnel.route === null ? '' : `by ${tunnel.route}`].join(' ')),
		line('traffic', flow),
		...(tunnel.lastError === null ? [] : errorRows(tunnel.lastError, width)),
		...tunnel.tried.map((trial, index) => tried(trial, index === 0)),
	];
}

const ROLES: Readonly<Record<TunnelState, Role>> = {open: 'good', waiting: 'busy', mending: 'warn', shut: 'dim'};

const IN_WORDS: Readonly<Record<TunnelState, string>> = {
	open: 'open: the far end answers',
	waiting: 'waiting: nothing answered yet',
	mending: 'mending: the way is down',
	shut: 'shut: nothing listens here',
};

const VERDICTS: Readonly<Record<Trial['verdict'], string>> = {
	open: 'answers',
	refused: 'refused',
	silent: 'silent',
	unreachable: 'unreachable',
	forbidden: 'forbidden',
	unknown: 'failed',
	overtaken: 'overtaken',
};

/** What a verdict means, for those who do not see it every day. */
const MEANINGS: Readonly<Record<Trial['verdict'], string>> = {
	open: '',
	refused: 'nothing listens there',
	silent: 'a firewall may drop it',
	unreachable: 'no way there',
	forbidden: 'the hop forbids forwarding',
	unknown: '',
	overtaken: 'another was faster',
};

const LABEL = 12;

function line(label: string, text: string): Row {
	return [seg(`  ${pad(label, LABEL)}`, 'dim'), seg(text)];
}

function errorRows(error: string, width: number): readonly Row[] {
	return wrap(error, width - LABEL - 2).map((text, index) => [
		seg(`  ${pad(index === 0 ? 'last error' : '', LABEL)}`, 'dim'),
		seg(text, 'bad'),
	]);
}

/** What it came to stands first: at the end of a narrow line it would be cut away. */
function tried({address, route, host, port, interfaceName, verdict, milliseconds, said}: Trial, isFirst: boolean): Row {
	const place = interfaceName === null ? address : `${address} ${interfaceName}`;
	const role = verdict === 'open' ? 'good' : verdict === 'overtaken' ? 'dim' : 'warn';
	return [
		seg(`  ${pad(isFirst ? 'tried' : '', LABEL)}`, 'dim'),
		seg(pad(VERDICTS[verdict], 12), role),
		seg(pad(`${Math.round(milliseconds)} ms`, 9), 'dim'),
		seg(`${port === null ? host : hostAndPort(host, port)}  ${place} by ${route}`),
		seg(`  ${said ?? MEANINGS[verdict]}`, 'dim'),
	];
}

function localOf({localHost, localPort}: TunnelDocument): string {
	return localPort === null ? 'no port yet' : `${localHost}:${localPort}`;
}

function remoteOf({kind, remoteHost, remotePort, remotePath}: TunnelDocument): string {
	if (kind === 'socks') {
		return 'anywhere';
	}

	const node = remotePort === null || kind === 'app' ? 'the node' : `the node:${remotePort}`;
	return remotePath ?? (remoteHost === null ? node : hostAndPort(remoteHost, remotePort ?? '?'));
}
