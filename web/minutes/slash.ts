/** [V10] When the menu of commands is asked for, and what of it fits. Knows no editor. */

export type SlashMatch = {
	/** Characters before the caret that make up the request, sign included. */
	readonly length: number;
	readonly query: string;
};

export type Choice = {
	readonly id: string;
	readonly text: string;
	/** Pinyin, its initials, English: what somebody types who does not want to leave the input method's letters. */
	readonly keys: string;
};

/** Words the menu looks through; longer is a sentence. */
const REQUEST = /\/([^\s/]{0,16})$/;
const FIRST = /^、([^\s、]{0,16})$/;

/** @param before the text of the block before the caret @param after what follows it in the block */
export function slashMatch(before: string, after: string): SlashMatch | null {
	const first = after === '' ? FIRST.exec(before) : null;
	if (first) return { length: before.length, query: first[1] ?? '' };
	// In an address, a date or a fraction the sign belongs to what is written.
	if (/(?:\d|:\/?|\w\.\w+[^\s]*)\/[^\s/]*$/.test(before)) return null;
	const found = REQUEST.exec(before);
	return found ? { length: found[0].length, query: found[1] ?? '' } : null;
}

/** Those whose name holds the query, or one of whose keys begins with it. */
export function fitting<Each extends Choice>(choices: readonly Each[], query: string): readonly Each[] {
	const wanted = query.toLowerCase();
	if (wanted === '') return choices;
	return choices.filter(
		({ text, keys }) => text.toLowerCase().includes(wanted) || keys.split(' ').some((key) => key.startsWith(wanted))
	);
}
