/** What a file may be called, and what its name says that it is. */
import { inOneLine } from '#shared/foundation/written.ts';
import { paperTypes, type PaperEnding } from './model.ts';

const LONGEST = 120;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const MACROS = new Set(['docm', 'dotm', 'xlsm', 'xltm', 'xlsb', 'xlam', 'pptm', 'potm', 'ppsm', 'ppam', 'sldm']);

/** [P10] The last piece of a path, without what deceives or breaks; never empty. */
export function cleanName(given: string): string {
	const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
	const plain = inOneLine(last)
		.replace(/[<>:"|?*]/g, '_')
		.replace(/^[. ]+|[. ]+$/g, '');
	const ending = endingOf(plain);
	const [stem, tail] = ending === '' ? [plain, ''] : [plain.slice(0, -ending.length - 1), `.${ending}`];
	const short = [...stem]
		.slice(0, LONGEST - tail.length)
		.join('')
		.trim();
	const name = `${short === '' ? '材料' : short}${tail}`;
	return RESERVED.test(name) ? `_${name}` : name;
}

/** Lower-case, without the dot; empty where there is none. */
function endingOf(name: string): string {
	return (/[^.]\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1] ?? '').toLowerCase();
}

/** [P9] The type a name claims; null when it is none of ours. */
export function claimedBy(name: string): PaperEnding | 'macros' | null {
	const ending = endingOf(name);
	if (MACROS.has(ending)) return 'macros';
	return Object.hasOwn(paperTypes, ending) ? (ending as PaperEnding) : null;
}
