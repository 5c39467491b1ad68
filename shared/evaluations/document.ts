/**
 * Where marks live in the Y.Doc of a sheet (`evaluation:PERIOD:UNIT:EPOCH`). Each evaluator has an entry of their own in
 * the root map, because two who made a common inner map at the same time would lose one of them.
 */
import * as Y from 'yjs';
import { formatName, parseName } from '#shared/sync/names.ts';
import { isPeriod, type SheetMark } from './model.ts';

/** Root types an update may create. */
export const sheetRoots = { sheet: 'map' } as const;

const PREFIX = 'mark:';

export function sheetName(period: string, unitId: string, epoch = 1): string {
	return formatName({ domain: 'evaluation', parts: [period, unitId], epoch });
}

/** Null for a name that is no sheet's. */
export function sheetOf(
	name: string
): { readonly period: string; readonly unitId: string; readonly epoch: number } | null {
	const parsed = parseName(name);
	const [period, unitId, more] = parsed?.parts ?? [];
	if (parsed?.domain !== 'evaluation' || period === undefined || unitId === undefined || more !== undefined)
		return null;
	return isPeriod(period) ? { period, unitId, epoch: parsed.epoch } : null;
}

/** Every line of the sheet, by person; what is malformed is passed over, a mark that is no number is NaN. */
export function readMarks(doc: Y.Doc): readonly SheetMark[] {
	const sheet = doc.getMap('sheet');
	return [...sheet.keys()]
		.filter((key) => key.startsWith(PREFIX))
		.toSorted()
		.flatMap((key) => {
			const line = sheet.get(key);
			if (!(line instanceof Y.Map)) return [];
			const mark: unknown = line.get('mark') ?? null;
			const reason: unknown = line.get('reason');
			return [
				{
					personId: key.slice(PREFIX.length),
					mark: mark === null || typeof mark === 'number' ? mark : Number.NaN,
					reason: reason instanceof Y.Text ? reason.toString() : typeof reason === 'string' ? reason : '',
					writers: writersOf(line)
				}
			];
		});
}

/** Sets or clears one's own mark. */
export function setMark(doc: Y.Doc, personId: string, mark: number | null): void {
	doc.transact(() => ensureLine(doc, personId).set('mark', mark));
}

/** Where an evaluator writes their reason, made when it is not there yet. Only for one's own line: a second maker would replace it. */
export function reasonOf(doc: Y.Doc, personId: string): Y.Text {
	return doc.transact(() => {
		const line = ensureLine(doc, personId);
		const present = line.get('reason');
		if (present instanceof Y.Text) return present;
		const text = new Y.Text();
		line.set('reason', text);
		return text;
	});
}

/** Anybody's reason to look at; null while there is none. */
export function writtenReason(doc: Y.Doc, personId: string): Y.Text | null {
	const line = doc.getMap('sheet').get(PREFIX + personId);
	const reason = line instanceof Y.Map ? line.get('reason') : null;
	return reason instanceof Y.Text ? reason : null;
}

/** Somebody's reason where there is one, without making it: for showing who writes in it. */
export function reasonIn(doc: Y.Doc, personId: string): Y.Text | null {
	const line = doc.getMap('sheet').get(PREFIX + personId);
	const reason: unknown = line instanceof Y.Map ? line.get('reason') : null;
	return reason instanceof Y.Text ? reason : null;
}

function ensureLine(doc: Y.Doc, personId: string): Y.Map<unknown> {
	const sheet = doc.getMap('sheet');
	const present = sheet.get(PREFIX + personId);
	if (present instanceof Y.Map) return present;
	const line = new Y.Map<unknown>([
		['mark', null],
		['reason', new Y.Text()]
	]);
	sheet.set(PREFIX + personId, line);
	return line;
}

/* oxlint-disable no-underscore-dangle -- Yjs has no public way to ask who wrote an item */
/** The clients of everything visible in a line: who made it, who set the mark, who wrote the reason. */
function writersOf(line: Y.Map<unknown>): readonly number[] {
	const writers = new Set<number>();
	if (line._item) writers.add(line._item.id.client);
	for (const item of line._map.values()) if (!item.deleted) writers.add(item.id.client);
	const reason = line.get('reason');
	if (reason instanceof Y.Text)
		for (let item = reason._start; item; item = item.right) if (!item.deleted) writers.add(item.id.client);
	return [...writers];
}
