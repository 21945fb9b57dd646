/** Who listens to which channel of a connection. */
export type ChannelListeners = {
	hear(channel: number, bytes: Uint8Array): void;
	listen(channel: number, listener: (bytes: Uint8Array) => void): () => void;
};

/**
 * Nobody listens at first. The bytes of a channel may come in one piece with the answer that names it, before anybody can
 * listen: they are kept until somebody does.
 */
export function channelListeners(): ChannelListeners {
	const listeners = new Map<number, (bytes: Uint8Array) => void>();
	const unheard = new Map<number, Uint8Array[]>();
	const over = new Set<number>();
	return {
		hear(channel, bytes) {
			const listener = listeners.get(channel);
			if (listener !== undefined) {
				listener(bytes);
			} else if (!over.has(channel)) {
				unheard.set(channel, [...(unheard.get(channel) ?? []), bytes]);
			}
		},
		listen(channel, listener) {
			listeners.set(channel, listener);
			for (const bytes of unheard.get(channel) ?? []) {
				listener(bytes);
			}

			unheard.delete(channel);
			return () => {
				listeners.delete(channel);
				over.add(channel);
			};
		},
	};
}
