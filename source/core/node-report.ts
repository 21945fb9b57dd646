/** A network interface of a node, as the job script read it from /sys/class/net and the address tools. */
export type NodeInterface = {
	readonly name: string;
	/** ARPHRD type from /sys/class/net/NAME/type: 1 ethernet, 32 infiniband, 772 loopback; null when unknown. */
	readonly linkType: number | null;
	readonly isUp: boolean;
	/** Literal IPv4 and IPv6 addresses, link-local ones left out. */
	readonly addresses: readonly string[];
};

/** What the job script tells of the node that it runs on. */
export type NodeReport = {
	readonly host: string;
	readonly interfaces: readonly NodeInterface[];
	/** The interface of the default route, where there is one. */
	readonly defaultInterface: string | null;
};
