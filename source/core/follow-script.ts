/** The follower's program: see follow.ts for its arguments and for what it writes. */
export const FOLLOW_SCRIPT = 'exit 64\n';
