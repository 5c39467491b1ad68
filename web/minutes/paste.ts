/** [V11] Word, WPS and web pages paste their programs' mark-up along; what minutes are made of is kept. */
import { safeSource } from './links.ts';

export type Pasted = {
	readonly html: string;
	/** Pictures that did not come along: they lie on another server or another disk. */
	readonly leftOut: number;
};

/** Elements that hold nothing to read, with what is in them. */
const SILENT = /<(style|script|xml|title|head|o:p|w:\w+|m:\w+|v:\w+)\b[^>]*>[\s\S]*?<\/\1\s*>/gi;
const EMPTY = /<\/?(?:meta|link|base|o:p|w:\w+|m:\w+|v:\w+|st1:\w+|\?xml)\b[^>]*>/gi;
/** Word writes its first-line indent as blanks too; the page indents by itself. */
const INDENT =
	/(<(?:p|li|h[1-6])\b[^>]*>(?:\s*<(?:span|b|strong|font)\b[^>]*>)*)(?:&nbsp;|&#12288;|&emsp;|[\u3000\u00a0\u2003])+/gi;
const IMAGE = /<img\b[^>]*>/gi;
const TAG = /<[a-z][^>]*>/gi;
/** They would not run, but the browser complains of each one that it stopped. */
const HANDLER = /\son[a-z]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;
const BODY = /<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/i;

export function cleanPasted(given: string): Pasted {
	let leftOut = 0;
	const html = (BODY.exec(given)?.[1] ?? given)
		.replace(/<!--[\s\S]*?-->/g, '')
		.replace(/<!\[(?:if|endif)[^>]*>/gi, '')
		.replace(SILENT, '')
		.replace(EMPTY, '')
		.replace(IMAGE, (tag) => {
			const source = /\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(tag);
			if (safeSource(source?.[1] ?? source?.[2] ?? source?.[3]) !== null) return tag;
			leftOut += 1;
			return '';
		})
		.replace(TAG, (tag) => tag.replace(HANDLER, ''))
		.replace(INDENT, '$1')
		.replace(/(?:&nbsp;|\u00a0)/g, ' ');
	return { html, leftOut };
}

/** Plain text keeps its lines; their indents go. */
export function cleanText(text: string): string {
	return text.replace(/^[\u3000\u00a0\u2003\t ]+/gm, '').replace(/\r\n?/g, '\n');
}

/** Office puts a picture of the copied words beside the words: then the words are meant. A lone picture is meant itself. */
export function meansFiles(html: string, files: number): boolean {
	if (files === 0) return false;
	const words = html
		.replace(/<style[\s\S]*?<\/style>/gi, '')
		.replace(/<!--[\s\S]*?-->/g, '')
		.replace(/<[^>]*>/g, '');
	return words.replace(/&nbsp;/g, '').trim() === '' && !/<table\b/i.test(html);
}
