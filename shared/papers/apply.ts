import type { PaperBook, PaperCallEvent, PaperCalls, PaperEvent, PaperFile, PaperVersion } from './model.ts';

export const noCalls: PaperCalls = { items: {} };

export function applyCall({ items }: PaperCalls, { itemId, wanted, dueAt }: PaperCallEvent): PaperCalls {
	return { items: { ...items, [itemId]: { wanted, dueAt } } };
}

type Handed = Extract<PaperEvent, { readonly file: PaperFile }>;

function version({ file, personId, at, dueAt }: Handed, number: number): PaperVersion {
	return { ...file, number, personId, at, dueAt };
}

export function apply(paper: PaperBook, event: PaperEvent): PaperBook {
	if (event.type === 'added') {
		const { id, place, unitId, level, readerUnitIds, readerPersonIds } = event;
		const readers = { level, readerUnitIds, readerPersonIds };
		return { id, place, unitId, ...readers, versions: [version(event, 1)], withdrawn: null, erased: null };
	}
	if (!paper) return null;
	switch (event.type) {
		case 'version-added':
			return { ...paper, versions: [...paper.versions, version(event, paper.versions.length + 1)] };
		case 'levelled': {
			const { level, readerUnitIds, readerPersonIds } = event;
			return { ...paper, level, readerUnitIds, readerPersonIds };
		}
		case 'withdrawn':
			return { ...paper, withdrawn: { personId: event.personId, at: event.at, reason: event.reason } };
		case 'erased':
			return { ...paper, erased: { personId: event.personId, at: event.at, reason: event.reason } };
	}
}
