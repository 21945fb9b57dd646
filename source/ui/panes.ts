/** The detail panes, in the order in which Tab visits them. */
export const PANES = ['log', 'tunnels', 'job', 'events'] as const;

/** One of the detail panes. */
export type Pane = (typeof PANES)[number];
