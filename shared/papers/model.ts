/** Papers (材料): files at an agenda item or a topic, each with its versions. See SPEC.md. */
import type { Instant } from '#shared/foundation/time.ts';

export const paperLevels = ['public', 'internal', 'need-to-know'] as const;
export type PaperLevel = (typeof paperLevels)[number];

const MB = 1024 * 1024;

/** The defaults, in their one place. */
export const paperDefaults = {
	level: 'internal',
	/** The minute of the day on which papers are due; which day that is, is a setting of the council. */
	dueMinute: 18 * 60,
	mostBytes: 50 * MB,
	/** What one request of an upload carries. */
	pieceBytes: MB,
	mostAtPlace: 30,
	mostVersions: 50
} as const;

/** The types, by the endings of their names. */
export const paperTypes = {
	pdf: 'application/pdf',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	ofd: 'application/ofd',
	wps: 'application/kswps',
	et: 'application/kset',
	dps: 'application/ksdps',
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	gif: 'image/gif',
	webp: 'image/webp',
	txt: 'text/plain',
	csv: 'text/csv'
} as const;
export type PaperEnding = keyof typeof paperTypes;

export type PaperPlace =
	| { readonly kind: 'item'; readonly meetingId: string; readonly itemId: string }
	| { readonly kind: 'topic'; readonly topicId: string };

/** Bytes that were received, looked at and kept. */
export type PaperFile = {
	readonly name: string;
	readonly type: string;
	readonly bytes: number;
	/** SHA-256, hex. */
	readonly hash: string;
	/** Under which upload they came: the same one is recorded once. */
	readonly upload: string;
};

export type PaperVersion = PaperFile & {
	/** From 1. */
	readonly number: number;
	readonly personId: string;
	readonly at: Instant;
	/** The deadline that stood when it came. */
	readonly dueAt: Instant | null;
};

export type Because = { readonly personId: string; readonly at: Instant; readonly reason: string };

export type Readers = {
	readonly level: PaperLevel;
	readonly readerUnitIds: readonly string[];
	readonly readerPersonIds: readonly string[];
};

export type Paper = Readers & {
	readonly id: string;
	readonly place: PaperPlace;
	/** The unit it is of; null where the item names none. */
	readonly unitId: string | null;
	/** Oldest first, never empty. */
	readonly versions: readonly PaperVersion[];
	readonly withdrawn: Because | null;
	/** Its bytes are gone. */
	readonly erased: Because | null;
};

/** The book of an id that nothing has happened to yet is null. */
export type PaperBook = Paper | null;

type By = { readonly personId: string; readonly at: Instant };
/** [P8] */
type Handed = { readonly file: PaperFile; readonly dueAt: Instant | null; readonly confirmed: true };

export type PaperEvent = By &
	(
		| ({
				readonly type: 'added';
				readonly id: string;
				readonly place: PaperPlace;
				readonly unitId: string | null;
		  } & Handed &
				Readers)
		| ({ readonly type: 'version-added' } & Handed)
		| ({ readonly type: 'levelled' } & Readers)
		| { readonly type: 'withdrawn'; readonly reason: string }
		| { readonly type: 'erased'; readonly reason: string }
	);

/** What the office asks of an item, where it departs from the default. */
export type PaperCall = { readonly wanted: boolean; readonly dueAt: Instant | null };
export type PaperCalls = { readonly items: Readonly<Record<string, PaperCall>> };
export type PaperCallEvent = By & { readonly type: 'called'; readonly itemId: string } & PaperCall;
