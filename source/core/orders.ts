import {type Query, wordsOf} from './command.js';
import {Fault} from './fault.js';

/**
 * An order to a running job: a file in `orders/` of its folder, which the job script looks for (`hpctui_take_orders`). So nobody logs in
 * on the node, and an order that comes while the job still waits is obeyed when it runs.
 */
export type Order = {readonly folder: string; readonly id: string; readonly words: readonly string[]};

const SEND_SCRIPT = `
umask 077
cd -- "$1" && mkdir -p orders && printf '%s\\n' "$3" >"orders/.$2" && mv -f "orders/.$2" "orders/$2"
`;

/** Puts the order there. Throws `remote` where the folder does not take it. */
export const sendOrder: Query<Order, void> = {
	plan({folder, id, words}) {
		if (!words.every(word => /^[\w.+-]+$/.test(word)) || !/^\w+$/.test(id)) {
			throw new Fault('bug', `an order of these words cannot be sent: ${words.join(' ')}`);
		}

		return {argv: ['sh', '-c', SEND_SCRIPT, 'hpctui', folder, id, words.join(' ')]};
	},
	read(outcome) {
		if (outcome.code !== 0) {
			throw new Fault('remote', "the order could not be put into the session's folder", {
				hint: 'is the home directory full, or was the folder removed?',
				facts: {said: wordsOf(outcome)},
			});
		}
	},
};
