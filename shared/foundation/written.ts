/** What people typed or pasted, without what is not seen: it would deceive a reader, or break what it is written into. */

/** Controls other than the line's end, halves of a character, marks that turn the direction of writing, what has no shape. */
const UNSEEN = /[^\P{Cc}\n]|\p{Cs}|[^\P{Cf}\u180E\u200C\u200D]/gu;
/** They shape the letters on both sides (Uyghur, Mongolian, joined emoji); anywhere else they are unseen too. */
const IDLE_JOINERS = /(^|\s)[\u180E\u200C\u200D]+|[\u180E\u200C\u200D]+(?=\s|$)/g;

/** [X1] A text of several lines. */
export function written(text: string): string {
	const lines = text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/\t/g, ' ');
	return lines.replace(UNSEEN, '').replace(IDLE_JOINERS, '$1').trim();
}

/** [X2] A title or a name. */
export function inOneLine(text: string): string {
	return written(text).replace(/\s+/g, ' ');
}
