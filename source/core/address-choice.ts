import {Fault} from './fault.js';
import {isLiteralAddress} from './ip-address.js';
import type {NodeReport} from './node-report.js';
import type {AddressCandidate, AddressDriver} from './way.js';

/** What the person said about the address: `auto`, or a driver, with what stood behind the colon. */
export type AddressChoice =
	| {readonly type: 'auto'}
	| {readonly type: 'named'; readonly name: string; readonly argument: string | null};

/** The choice that a text stands for. @throws a `usage` fault that lists what there is. */
export function parseAddressChoice(text: string, drivers: readonly AddressDriver[]): AddressChoice {
	if (text === 'auto') {
		return {type: 'auto'};
	}

	const colon = text.indexOf(':');
	const name = colon === -1 ? text : text.slice(0, colon);
	const argument = colon === -1 ? null : text.slice(colon + 1);
	const driver = drivers.find(each => each.name === name);
	if (driver === undefined || driver.takesArgument !== (argument !== null)) {
		throw unknownAddress(text, drivers);
	}

	if (argument !== null) {
		checkArgument(name, argument);
	}

	return {type: 'named', name, argument};
}

function unknownAddress(text: string, drivers: readonly AddressDriver[]): Fault {
	const forms = drivers.map(({name, takesArgument}) => (takesArgument ? `${name}:${argumentName(name)}` : name));
	return new Fault('usage', `there is no address ${JSON.stringify(text)}`, {
		hint: `one of: ${['auto', ...forms.toSorted()].join(', ')}`,
		facts: {address: text},
	});
}

function argumentName(driver: string): string {
	return driver === 'ip' ? 'ADDRESS' : 'NAME';
}

function checkArgument(name: string, argument: string): void {
	if (name === 'ip' && !isLiteralAddress(argument)) {
		throw new Fault('usage', `${JSON.stringify(argument)} is no literal IPv4 or IPv6 address`, {
			hint: 'for example: ip:10.1.2.3',
		});
	}

	// Linux: at most 15 bytes, no `/`, no white space (dev_valid_name in net/core/dev.c).
	if (name === 'interface' && !/^[^\s/]{1,15}$/.test(argument)) {
		throw new Fault('usage', `${JSON.stringify(argument)} is no interface name`, {hint: 'for example: interface:ib1'});
	}
}

/**
 * The addresses of a node to try for a choice, best first, each host once.
 * @throws a `config` fault when an explicit choice finds nothing on this node, with what there is.
 */
export function candidatesFor(
	choice: AddressChoice,
	node: NodeReport,
	drivers: readonly AddressDriver[],
): readonly AddressCandidate[] {
	const chosen = drivers.filter(({name, inAuto}) => (choice.type === 'auto' ? inAuto : name === choice.name));
	const argument = choice.type === 'auto' ? null : choice.argument;
	const ranked = chosen
		.flatMap(driver => driver.candidates(node, argument))
		.toSorted((first, second) => second.rank - first.rank);
	const hosts = ranked.map(({host}) => host);
	const best = ranked.filter(({host}, index) => hosts.indexOf(host) === index);
	if (best.length === 0) {
		throw nothingFound(choice, node);
	}

	return best;
}

function nothingFound(choice: AddressChoice, node: NodeReport): Fault {
	const wanted =
		choice.type === 'auto' ? 'auto' : [choice.name, choice.argument].filter(part => part !== null).join(':');
	const there = node.interfaces.map(
		({name, isUp, addresses}) => `${name} ${isUp ? addresses.join(' ') || 'without address' : 'down'}`,
	);
	return new Fault('config', `${node.host} has no address for ${wanted}`, {
		hint: `the node has: ${there.join(', ') || 'nothing that it could tell'}`,
		facts: {node: node.host, address: wanted},
	});
}
