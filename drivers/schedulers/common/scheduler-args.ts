import {Fault} from '../../../source/core/fault.js';

/** The person's own arguments of the submission, none of which may take from us what one of the patterns names: our name, our one job. */
export function refuseOurs(words: readonly string[], ...ours: readonly RegExp[]): readonly string[] {
	const taken = words.find(word => ours.some(pattern => pattern.test(word)));
	if (taken !== undefined) {
		throw new Fault('usage', `the argument ${taken} is not possible for a session`, {
			hint: 'a session is one job that bears a name of ours; everything else may be given with --scheduler-arg',
		});
	}

	return words;
}
