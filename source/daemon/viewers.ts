import type {Channel, Connection} from './server.js';

/** The size of a window, in cells. */
export type Size = {readonly columns: number; readonly rows: number};

/** Whoever looks at a terminal, and the size of their window. */
export type Viewer = {
	readonly connection: Connection;
	readonly channel: Channel;
	size: Size;
};

/** The clients that look at one terminal. */
export type Viewers = {
	readonly count: number;
	/** The size of the window of whoever did something last, as with tmux; null: nobody is there. */
	readonly latestSize: Size | null;
	of(connection: Connection): Viewer | undefined;
	/** Begins with the whole picture. */
	add(viewer: Viewer): void;
	/** This one did something: the terminal is as large as their window from now on. */
	touch(connection: Connection, size?: Size): void;
	remove(connection: Connection): void;
	/** The same bytes for all; who does not read fast enough is left out, and shown the whole picture when they have caught up. */
	send(bytes: Uint8Array): void;
};

export type ViewersOptions = {
	/** Bytes that show all from an empty screen on. */
	readonly picture: () => Uint8Array;
	/** Runs it when the picture holds all that was sent. */
	readonly inTurn: (task: () => void) => Promise<void>;
};

/** Nobody looks at first. */
export function createViewers({picture, inTurn}: ViewersOptions): Viewers {
	/** The one who did something last comes last. */
	let viewers: readonly Viewer[] = [];
	/** Who does not keep up, and whether something was kept from them since. */
	const behind = new Map<Viewer, {hasMissed: boolean}>();
	const of = (connection: Connection) => viewers.find(viewer => viewer.connection === connection);

	const sendTo = (viewer: Viewer, bytes: Uint8Array): void => {
		if (!viewer.channel.send(bytes) && !behind.has(viewer)) {
			behind.set(viewer, {hasMissed: false});
			void viewer.connection.drained().then(() => inTurn(() => catchUp(viewer)));
		}
	};
	const catchUp = (viewer: Viewer): void => {
		const hasMissed = behind.get(viewer)?.hasMissed === true;
		behind.delete(viewer);
		if (hasMissed && viewers.includes(viewer)) {
			sendTo(viewer, picture());
		}
	};

	return {
		get count() {
			return viewers.length;
		},
		get latestSize() {
			return viewers.at(-1)?.size ?? null;
		},
		of,
		add(viewer) {
			viewers = [...viewers.filter(({connection}) => connection !== viewer.connection), viewer];
			sendTo(viewer, picture());
		},
		touch(connection, size) {
			const viewer = of(connection);
			if (viewer !== undefined) {
				viewer.size = size ?? viewer.size;
				viewers = viewers.at(-1) === viewer ? viewers : [...viewers.filter(each => each !== viewer), viewer];
			}
		},
		remove(connection) {
			of(connection)?.channel.close();
			viewers = viewers.filter(viewer => viewer.connection !== connection);
		},
		send(bytes) {
			for (const viewer of viewers) {
				const lag = behind.get(viewer);
				if (lag === undefined) {
					sendTo(viewer, bytes);
				} else {
					lag.hasMissed = true;
				}
			}
		},
	};
}
