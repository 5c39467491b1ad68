import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOneLine, written } from './written.ts';

const deceiving = [
	[0x00, 0x01, 0x07, 0x08, 0x0b, 0x0c, 0x0e, 0x1b, 0x1f, 0x7f, 0x80, 0x9f, 0xad, 0x61c, 0x200b, 0x200e, 0x200f],
	[0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x206a, 0xd800, 0xdfff],
	[0xfeff, 0xfff9, 0xe0041]
]
	.flat()
	.map((code) => String.fromCodePoint(code));
const anything = fc
	.array(
		fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...deceiving, ' ', '\n', '\r\n', '\t', '\u200d', '议题')),
		{ maxLength: 8 }
	)
	.map((pieces) => pieces.join(''));

test('[X1] [X2] whatever is pasted, nothing that is not seen is left, and doing it again changes nothing', () => {
	fc.assert(
		fc.property(anything, (text) => {
			const [lines, line] = [written(text), inOneLine(text)];
			for (const unseen of deceiving) expect(lines.includes(unseen)).toBe(unseen.length === 1 && isHalf(lines, unseen));
			expect(line).not.toMatch(/[\n\r\t\u0085\u2028\u2029]/);
			expect(written(lines)).toBe(lines);
			expect(inOneLine(line)).toBe(line);
			expect(inOneLine(lines)).toBe(line);
		}),
		{ numRuns: 2000 }
	);
});

/** The half of a character that is there whole. */
const isHalf = (text: string, half: string): boolean =>
	/[\ud800-\udfff]/.test(half) && text.includes(half) && !/\p{Cs}/u.test(text);

test('[X1] what is seen stays, letter for letter', () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...'校门口Aé١ب7。（）👨🏫—'), { minLength: 1 }), (letters) => {
			const text = letters.join('');
			expect(written(text)).toBe(text);
		})
	);
});

test.each([
	['\u202e口门校', '口门校'],
	['校\u0000门\u0007口', '校门口'],
	[' 校园\t 安全\n\n第二行 ', '校园 安全 第二行'],
	['安全\u200b', '安全'],
	['\u200d', ''],
	['👨\u200d🏫 值守', '👨\u200d🏫 值守'],
	['می\u200cخواهم', 'می\u200cخواهم'],
	['头\ud83d尾', '头尾']
])('[X2] %j is %j', (given, line) => {
	expect(inOneLine(given)).toBe(line);
});

test('[X1] lines stay lines, whichever mark ends them', () => {
	expect(written('一\r\n二\u2028三\r四')).toBe('一\n二\n三\n四');
});
