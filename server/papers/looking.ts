/**
 * What received bytes are, beside what their name claims: read once from the disk, piece by piece, nothing unpacked. Of a
 * zip only the list of names at its end is read, so a bomb is as harmless as any other file. See ADR 0032.
 */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { refuse, type Result, done } from '#shared/foundation/result.ts';
import { paperTypes, type PaperEnding } from '#shared/papers/model.ts';
import { claimedBy } from '#shared/papers/names.ts';

const PIECE = 256 * 1024;
/** Two names in the directory of a compound file, as it writes them. */
const VBA = Buffer.from('_VBA_PROJECT', 'utf16le');
const MOST_DIRECTORY = 4 * 1024 * 1024;
const END_OF_ZIP = 22;
const LONGEST_COMMENT = 0xffff;

type Seen = {
	readonly hash: string;
	readonly bytes: number;
	readonly head: Buffer;
	/** Every byte is one that text may hold, in UTF-8 or GB 18030. */
	readonly isText: boolean;
	readonly namesMacros: boolean;
};
export type Looked = { readonly type: string; readonly hash: string; readonly bytes: number };

const starts =
	(...signs: readonly (readonly number[])[]) =>
	({ head }: Seen): boolean =>
		signs.some((sign) => head.subarray(0, sign.length).equals(Buffer.from(sign)));
const isPdf = starts([0x25, 0x50, 0x44, 0x46, 0x2d], [0xef, 0xbb, 0xbf, 0x25, 0x50, 0x44, 0x46, 0x2d]);
const isZip = starts([0x50, 0x4b, 0x03, 0x04]);
const isCompound = starts([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const isJpeg = starts([0xff, 0xd8, 0xff]);
const isText = (seen: Seen): boolean => seen.isText && !isPdf(seen);

const fits: Readonly<Record<PaperEnding, ((seen: Seen) => boolean) | string>> = {
	pdf: isPdf,
	// A part that every document of the kind has.
	docx: 'word/document.xml',
	xlsx: 'xl/workbook.xml',
	pptx: 'ppt/presentation.xml',
	ofd: 'ofd.xml',
	wps: isCompound,
	et: isCompound,
	dps: isCompound,
	png: starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
	jpg: isJpeg,
	jpeg: isJpeg,
	gif: starts([...Buffer.from('GIF87a')], [...Buffer.from('GIF89a')]),
	webp: ({ head }) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP',
	txt: isText,
	csv: isText
};

/** [P9] What the name alone refuses, before a byte is received. */
export function unlessNamed(name: string): Result<PaperEnding> {
	const claim = claimedBy(name);
	if (claim === 'macros') return refuse('paper-macros', {}, ['file']);
	if (claim === null) return refuse('paper-type', { types: Object.keys(paperTypes).join('、') }, ['file']);
	return done(claim);
}

/** [P9] */
export async function lookAt(path: string, name: string): Promise<Result<Looked>> {
	const ending = unlessNamed(name);
	if (!ending.ok) return ending;
	const file = await open(path, 'r');
	try {
		const wanted = fits[ending.value];
		const seen = await readThrough(file, wanted === isText);
		if (seen.bytes === 0) return refuse('paper-empty', {}, ['file']);
		if (typeof wanted === 'function') {
			if (!wanted(seen)) return mismatch(ending.value);
			if (wanted === isCompound && seen.namesMacros) return refuse('paper-macros', {}, ['file']);
		} else {
			const names = isZip(seen) ? await namesInZip(file, seen.bytes) : null;
			if (!names?.has(wanted)) return mismatch(ending.value);
			if ([...names].some(isMacro)) return refuse('paper-macros', {}, ['file']);
		}
		return done({ type: paperTypes[ending.value], hash: seen.hash, bytes: seen.bytes });
	} finally {
		await file.close();
	}
}

function mismatch(ending: string) {
	return refuse('paper-mismatch', { ending }, ['file']);
}

function isMacro(name: string): boolean {
	return name.endsWith('vbaproject.bin') || name.startsWith('xl/macrosheets/');
}

/** Tab, line feed, vertical tab, form feed, carriage return, escape of old encodings not among them. */
function isTextByte(byte: number): boolean {
	return byte >= 0x20 ? byte !== 0x7f : byte >= 0x09 && byte <= 0x0d;
}

async function readThrough(file: FileHandle, asText: boolean): Promise<Seen> {
	const hash = createHash('sha256');
	const piece = Buffer.alloc(PIECE);
	const head = Buffer.alloc(16);
	let bytes = 0;
	let allText = asText; // looked at byte by byte only where it matters
	let namesMacros = false;
	let before = Buffer.alloc(0);
	for (;;) {
		const { bytesRead } = await file.read(piece, 0, PIECE, bytes);
		if (bytesRead === 0) break;
		const now = piece.subarray(0, bytesRead);
		if (bytes === 0) now.copy(head, 0, 0, Math.min(16, bytesRead));
		bytes += bytesRead;
		hash.update(now);
		allText &&= now.every(isTextByte);
		// The name may lie across two pieces.
		namesMacros ||= Buffer.concat([before, now.subarray(0, VBA.length)]).includes(VBA) || now.includes(VBA);
		before = Buffer.from(now.subarray(-VBA.length));
	}
	return { hash: hash.digest('hex'), bytes, head, isText: allText, namesMacros };
}

/** The names in the directory at the end of a zip, in small letters; null where there is none that can be followed. */
async function namesInZip(file: FileHandle, bytes: number): Promise<ReadonlySet<string> | null> {
	const tail = await readAt(file, Math.max(0, bytes - END_OF_ZIP - LONGEST_COMMENT), bytes);
	const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
	if (end < 0 || tail.length - end < END_OF_ZIP) return null;
	const size = tail.readUInt32LE(end + 12);
	const from = tail.readUInt32LE(end + 16);
	if (size > MOST_DIRECTORY || from + size > bytes) return null;
	const directory = await readAt(file, from, from + size);
	const names = new Set<string>();
	let at = 0;
	while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50) {
		const length = directory.readUInt16LE(at + 28);
		names.add(directory.toString('utf8', at + 46, at + 46 + length).toLowerCase());
		at += 46 + length + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
	}
	return names;
}

async function readAt(file: FileHandle, from: number, to: number): Promise<Buffer> {
	const into = Buffer.alloc(to - from);
	const { bytesRead } = await file.read(into, 0, into.length, from);
	return into.subarray(0, bytesRead);
}
