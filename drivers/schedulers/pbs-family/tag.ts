/** The variable of the job's environment that holds the session's tag whole. */
export const TAG_VARIABLE = 'HPCTUI_TAG';

/** Torque's manual and older PBS Pro: "up to and including 15 characters in length", the first of them a letter (qsub(1B), -N). */
const LONGEST_NAME = 15;

/** The job's name: the tag, or its last characters where it is too long for a name. The tag is in {@link TAG_VARIABLE} whole. */
export function nameOf(tag: string): string {
	const plain = tag.replace(/[^\w.+-]/g, '_');
	return plain.length <= LONGEST_NAME && /^[A-Za-z]/.test(plain) ? plain : `hp-${plain.slice(3 - LONGEST_NAME)}`;
}
