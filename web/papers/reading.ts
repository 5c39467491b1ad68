/** Papers as the server's readings tell them. */
import type { Because, PaperLevel, PaperVersion } from '#shared/papers/model.ts';

type Why = Because & { readonly name: string };
export type VersionLine = Omit<PaperVersion, 'hash' | 'upload'> & {
	readonly personName: string;
	readonly isLate: boolean;
};

export type PaperRow = {
	readonly id: string;
	/** The meeting at which it was handed in, where that is another one. */
	readonly from: { readonly id: string; readonly label: string } | null;
	readonly unitName: string;
	readonly level: PaperLevel;
	readonly readerUnitIds: readonly string[];
	readonly readerPersonIds: readonly string[];
	readonly readerNames: readonly string[];
	readonly versions: readonly VersionLine[];
	readonly withdrawn: Why | null;
	readonly erased: Why | null;
	readonly mayFetch: boolean;
	readonly mayChange: boolean;
	readonly mayErase: boolean;
};

export type ItemPapers = {
	readonly itemId: string;
	readonly title: string;
	readonly unitId: string | null;
	readonly isAsked: boolean;
	readonly dueAt: number;
	readonly handsIn: boolean;
	readonly papers: readonly PaperRow[];
};

export type MeetingPapers = {
	readonly items: readonly ItemPapers[];
	readonly gone: readonly PaperRow[];
	readonly looksAfter: boolean;
	/** Item ids. */
	readonly missing: readonly string[];
};

export type TopicPapers = {
	readonly items: readonly PaperRow[];
	readonly handsIn: boolean;
	readonly dueAt: number | null;
};
