/** What is wrong in a file that a person wrote: where, and what is wanted there. */
export class Misfit extends Error {
	readonly place: string;

	constructor(place: string, said: string) {
		super(place === '' ? said : `${place}: ${said}`);
		this.place = place;
	}
}

/** A value of a JSON file and where it stands: `ports[0].kind`. */
export type Placed = {readonly value: unknown; readonly place: string};

/** Reads a value, or throws a {@link Misfit}. */
export type Reader<Value> = (placed: Placed) => Value;

/** A text that matches, or any text. `wanted` is what to write there. */
export function text(expression = /^/, wanted = 'a text'): Reader<string> {
	return ({value, place}) => {
		if (typeof value !== 'string' || !expression.test(value)) {
			throw misfit(value, place, wanted);
		}

		return value;
	};
}

/** Reads true or false. */
export const claim: Reader<boolean> = ({value, place}) => {
	if (typeof value !== 'boolean') {
		throw misfit(value, place, 'true or false');
	}

	return value;
};

/** Reads a whole number that a double holds exactly. */
export const integer: Reader<number> = ({value, place}) => {
	if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
		throw misfit(value, place, 'a whole number');
	}

	return value;
};

/** Reads one of these words. */
export function oneOf<Word extends string>(words: readonly Word[]): Reader<Word> {
	return ({value, place}) => {
		const word = words.find(each => each === value);
		if (word === undefined) {
			throw misfit(value, place, `one of: ${words.join(', ')}`);
		}

		return word;
	};
}

/** Reads a list, each entry by the same reader; a fault names the entry: `ports[2]`. */
export function list<Value>(read: Reader<Value>): Reader<readonly Value[]> {
	return ({value, place}) => {
		if (!Array.isArray(value)) {
			throw misfit(value, place, 'a list: [...]');
		}

		return value.map((each: unknown, index) => read({value: each, place: `${place}[${index}]`}));
	};
}

/** Reads an object whose names are free, each value by the same reader. */
export function record<Value>(read: Reader<Value>): Reader<Readonly<Record<string, Value>>> {
	return placed =>
		Object.fromEntries(
			Object.entries(membersOf(placed)).map(([name, value]) => [
				name,
				read({value, place: inside(placed.place, name)}),
			]),
		);
}

type Members = Readonly<Record<string, Reader<unknown>>>;
type Read<Wanted extends Members> = {readonly [Name in keyof Wanted]: ReturnType<Wanted[Name]>};

/** An object with these members, and no others: a slip of the hand must not be passed over. */
export function object<Needed extends Members, Optional extends Members>(
	needed: Needed,
	optional: Optional,
): Reader<Read<Needed> & Partial<Read<Optional>>> {
	return placed => {
		const members = membersOf(placed);
		const known = {...needed, ...optional};
		const unknown = Object.keys(members).find(name => !Object.hasOwn(known, name));
		if (unknown !== undefined) {
			const names = Object.keys(known).join(', ');
			throw new Misfit(inside(placed.place, unknown), `there is no such member; there are: ${names}`);
		}

		const missing = Object.keys(needed).find(name => !Object.hasOwn(members, name));
		if (missing !== undefined) {
			throw new Misfit(placed.place, `the member ${JSON.stringify(missing)} is missing`);
		}

		const read = Object.entries(known).flatMap(([name, reader]) =>
			Object.hasOwn(members, name)
				? [[name, reader({value: members[name], place: inside(placed.place, name)})] as const]
				: [],
		);
		return Object.fromEntries(read) as Read<Needed> & Partial<Read<Optional>>;
	};
}

/** The members of an object. Throws a {@link Misfit} for anything else. */
export function membersOf({value, place}: Placed): Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw misfit(value, place, 'an object: {...}');
	}

	return value as Readonly<Record<string, unknown>>;
}

function inside(place: string, name: string): string {
	return place === '' ? name : `${place}.${name}`;
}

function misfit(value: unknown, place: string, wanted: string): Misfit {
	const said = JSON.stringify(value) ?? 'nothing';
	return new Misfit(place, `${said.length > 60 ? `${said.slice(0, 60)}…` : said} is not ${wanted}`);
}
