/**
 * A listing of 50,000 jobs beside reading its bytes alone, in the same run: `npm run bench -- listing`. Each reading is a process of
 * its own, in turn, so that time and the largest memory are its own. `cat` prints what the scheduler would.
 */
import {compareListings} from './listing/compare.js';
import {readListing} from './listing/reading.js';

const [role = 'compare', ...words] = process.argv.slice(2);
if (role === 'read') {
	await readListing(words);
} else {
	compareListings();
}
