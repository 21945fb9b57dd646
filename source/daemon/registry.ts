import {existsSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import type {AppDriver} from '../core/app.js';
import {Fault} from '../core/fault.js';
import type {Transport} from '../core/link.js';
import type {SchedulerDriver} from '../core/scheduler.js';
import type {AddressDriver, RouteDriver} from '../core/way.js';

/** What stands on each shelf of drivers/. */
type Shelves = {
	schedulers: SchedulerDriver;
	transports: Transport;
	addresses: AddressDriver;
	routes: RouteDriver;
	apps: AppDriver;
};

/** The drivers, by shelf and name. */
export type Registry = {readonly [Shelf in keyof Shelves]: ReadonlyMap<string, Shelves[Shelf]>};

/** Loads every driver: each file directly in drivers/SHELF/ is one, and its default export is the driver. */
export async function loadRegistry(): Promise<Registry> {
	const folder = driversFolder();
	const [schedulers, transports, addresses, routes, apps] = await Promise.all([
		loadShelf<SchedulerDriver>(join(folder, 'schedulers')),
		loadShelf<Transport>(join(folder, 'transports')),
		loadShelf<AddressDriver>(join(folder, 'addresses')),
		loadShelf<RouteDriver>(join(folder, 'routes')),
		loadShelf<AppDriver>(join(folder, 'apps')),
	]);
	return {schedulers, transports, addresses, routes, apps};
}

/** The driver of that name, or a usage fault that lists those there are. */
export function pick<Driver>(shelf: ReadonlyMap<string, Driver>, kind: string, name: string): Driver {
	const driver = shelf.get(name);
	if (driver === undefined) {
		throw new Fault(kind === 'app' ? 'missing' : 'usage', `there is no ${kind} called ${JSON.stringify(name)}`, {
			hint: `one of: ${[...shelf.keys()].sort().join(', ')}`,
		});
	}

	return driver;
}

async function loadShelf<Driver extends {readonly name: string}>(folder: string): Promise<ReadonlyMap<string, Driver>> {
	const files = (await readdir(folder)).filter(name => /^[a-z][\w-]*\.(?:js|ts)$/.test(name)).sort();
	const drivers = await Promise.all(
		files.map(async name => {
			const module: {default: Driver} = await import(pathToFileURL(join(folder, name)).href);
			return module.default;
		}),
	);
	return new Map(drivers.map(driver => [driver.name, driver]));
}

/** drivers/ lies beside source/ in a checkout and beside the bundles in dist/: the nearest one upwards is ours. */
function driversFolder(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, 'drivers', 'schedulers'))) {
		const parent = dirname(folder);
		if (parent === folder) {
			throw new Fault('bug', 'the folder of drivers is missing beside the program', {hint: 'install hpctui anew'});
		}

		folder = parent;
	}

	return join(folder, 'drivers');
}
