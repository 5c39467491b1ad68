/** Where proposed action items live in their Y.Doc (`meeting:ID:actions:EPOCH`): see SPEC.md, and shared/sync/items.ts for the order. */
import * as Y from 'yjs';
import { isIsoDate, type IsoDate } from '#shared/foundation/time.ts';
import { addCard, cardOf, cardsOf, idIn, idsIn, moveCard, removeCard, textIn, textOf } from '#shared/sync/items.ts';
import { LONGEST_ACTION, type ProposedAction } from './model.ts';

/** Root types an update may create. */
export const actionsRoots = { items: 'array' } as const;

/** Reads the proposed actions, in order; what is malformed is passed over. */
export function readActions(doc: Y.Doc): readonly ProposedAction[] {
	return cardsOf(doc).map(({ id, fields }) => {
		const leadUnitId = idIn(fields, 'leadUnitId');
		const dueOn = fields.get('dueOn');
		return {
			id,
			text: textIn(fields, 'text').slice(0, LONGEST_ACTION),
			leadUnitId,
			coUnitIds: idsIn(fields, 'coUnitIds').filter((unitId) => unitId !== leadUnitId),
			dueOn: typeof dueOn === 'string' && isIsoDate(dueOn) ? dueOn : null,
			itemId: idIn(fields, 'itemId')
		};
	});
}

/** Adds an action behind `after` (null: first; left out: last). False when the id is taken. */
export function addAction(
	doc: Y.Doc,
	action: { readonly id: string } & Partial<Omit<ProposedAction, 'id'>>,
	after?: string | null
): boolean {
	const fields = new Y.Map<unknown>([
		['text', new Y.Text(action.text ?? '')],
		['leadUnitId', action.leadUnitId ?? null],
		['coUnitIds', Y.Array.from<string>([...(action.coUnitIds ?? [])])],
		['dueOn', action.dueOn ?? null],
		['itemId', action.itemId ?? null]
	]);
	return addCard(doc, fields, action.id, after);
}

/** The text to bind an editor to. */
export function actionTextOf(doc: Y.Doc, id: string): Y.Text | null {
	return textOf(doc, id, 'text');
}

export function removeAction(doc: Y.Doc, id: string): boolean {
	return removeCard(doc, id);
}

/** Puts an action behind `after` (null: first); typing in its text goes on undisturbed. */
export function moveAction(doc: Y.Doc, id: string, after: string | null): boolean {
	return moveCard(doc, id, after);
}

export function setLeadUnit(doc: Y.Doc, id: string, unitId: string | null): boolean {
	return setField(doc, id, 'leadUnitId', unitId);
}

export function setDueOn(doc: Y.Doc, id: string, dueOn: IsoDate | null): boolean {
	return setField(doc, id, 'dueOn', dueOn);
}

/** Two people may add different units at the same time: both stay. */
export function addCoUnit(doc: Y.Doc, id: string, unitId: string): boolean {
	const list = coUnitsOf(doc, id);
	if (list && !list.toArray().includes(unitId)) list.push([unitId]);
	return list !== null;
}

export function removeCoUnit(doc: Y.Doc, id: string, unitId: string): boolean {
	const list = coUnitsOf(doc, id);
	if (!list) return false;
	doc.transact(() => {
		for (let position = list.length - 1; position >= 0; position -= 1)
			if (list.get(position) === unitId) list.delete(position);
	});
	return true;
}

/** The list to edit; a plain array of another program is turned into a Y.Array first. */
function coUnitsOf(doc: Y.Doc, id: string): Y.Array<string> | null {
	const fields = cardOf(doc, id)?.fields;
	if (!fields) return null;
	const present = fields.get('coUnitIds');
	if (present instanceof Y.Array) return present;
	const list = Y.Array.from([...idsIn(fields, 'coUnitIds')]);
	fields.set('coUnitIds', list);
	return list;
}

function setField(doc: Y.Doc, id: string, name: string, value: string | null): boolean {
	const card = cardOf(doc, id);
	card?.fields.set(name, value);
	return card !== null;
}
