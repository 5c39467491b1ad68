/**
 * Whether a conclusion becomes decisions. The drafts were the room's; from here on a sentence has authority, so everything
 * is judged by what the server itself has: the chair, the quorum, its own copy of the proposed actions.
 */
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import { isIsoDate, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import type { Adopted, Conclude, DecisionEvent } from './commands.ts';
import type { DecisionBook, ProposedAction, Quorum } from './model.ts';
import { conclusionOf, decisionOfAction, isFinal, kindOfAction, labelOf } from './views.ts';

export type ConcludeFacts = {
	readonly personId: string;
	readonly at: Instant;
	readonly meeting: {
		readonly councilId: string;
		/** Its place in the council's series: 4 of 第4次. */
		readonly sequence: number;
		readonly live: boolean;
		/** Who holds the chair at this moment. */
		readonly chairId: string | null;
		readonly heldOn: IsoDate;
	};
	/** The item of the command as the meeting knows it; null when it is neither discussed nor was. */
	readonly item: { readonly id: string; readonly title: string } | null;
	readonly quorum: Quorum;
	/** The server's own copy of the list, not the asker's. */
	readonly actions: readonly ProposedAction[];
	readonly unitIds: readonly string[];
	/** At least one more than there are ticked actions. */
	readonly newIds: readonly string[];
};

/** The events of a conclusion, or why there is none. */
export function concludeItem(
	book: DecisionBook,
	command: Conclude,
	facts: ConcludeFacts
): Result<readonly DecisionEvent[]> {
	const allowed = mayConclude(book, command, facts);
	if (!allowed.ok) return allowed;
	const text = command.text.trim();
	const taken = takeActions(book, command, facts);
	if (!taken.ok) return taken;
	if (text === '' && taken.value.length === 0) return refuse('nothing-concluded', {}, ['text']); // [D10]

	const wordings: Pick<Adopted, 'kind' | 'text' | 'actionId' | 'leadUnitId' | 'coUnitIds' | 'dueOn'>[] = [
		...(text === ''
			? []
			: [{ kind: command.kind, text, actionId: null, leadUnitId: null, coUnitIds: [], dueOn: null } as const]),
		...taken.value.map(({ id, text: wording, leadUnitId, coUnitIds, dueOn }) => ({
			kind: kindOfAction(command.kind),
			text: wording,
			actionId: id,
			leadUnitId,
			coUnitIds,
			dueOn
		}))
	];
	const adopted = wordings.map((wording, index): Adopted => {
		const decisionId = facts.newIds[index];
		if (decisionId === undefined) throw new Error(`${wordings.length} decisions need as many new ids`);
		const n = book.decisions.length + 1 + index;
		return {
			type: 'adopted',
			decisionId,
			councilId: facts.meeting.councilId,
			meetingId: book.meetingId,
			n,
			label: labelOf(facts.meeting.sequence, n),
			itemId: command.itemId,
			itemTitle: facts.item?.title ?? '',
			...wording,
			quorum: facts.quorum,
			personId: facts.personId,
			at: facts.at
		};
	});
	return done([
		...adopted,
		{
			type: 'concluded',
			itemId: command.itemId,
			kind: command.kind,
			text,
			decisionIds: adopted.map(({ decisionId }) => decisionId),
			personId: facts.personId,
			at: facts.at
		}
	]);
}

function mayConclude(book: DecisionBook, { itemId, seen }: Conclude, facts: ConcludeFacts): Result<null> {
	const { meeting, quorum, item } = facts;
	if (!meeting.live) return refuse('meeting-not-live'); // [D2]
	if (meeting.chairId !== facts.personId) return refuse('not-the-chair'); // [D1]
	if (item === null) return refuse('item-not-discussed', {}, ['itemId']); // [D3]
	const last = conclusionOf(book, itemId);
	// [D7] [D8] The second of two chairs meets the first one's words, also where a later conclusion would be allowed.
	if (last && (isFinal(last.kind) || (seen !== undefined && last.version > seen)))
		return refuse('already-concluded', { text: last.text || firstWords(book, last.decisionIds), kind: last.kind });
	if (quorum.required > 0 && quorum.present < quorum.required)
		return refuse('no-quorum', { required: quorum.required, present: quorum.present }); // [D4]
	return done(null);
}

function firstWords(book: DecisionBook, decisionIds: readonly string[]): string {
	return book.decisions.find(({ id }) => id === decisionIds[0])?.text ?? '';
}

function takeActions(book: DecisionBook, command: Conclude, facts: ConcludeFacts): Result<readonly ProposedAction[]> {
	const taken: ProposedAction[] = [];
	for (const id of new Set(command.actionIds)) {
		const earlier = decisionOfAction(book, id);
		if (earlier) return refuse('action-taken', { label: earlier.label, text: earlier.text }, ['actionIds']); // [D9]
		const action = facts.actions.find((proposed) => proposed.id === id);
		if (!action) return refuse('action-gone', {}, ['actionIds']); // [D9]
		const sound = soundAction(action, facts);
		if (!sound.ok) return sound;
		const shown = command.shown?.find((seen) => seen.id === id);
		if (shown && !sameAction(shown, action)) return refuse('action-changed', { text: action.text }, ['actionIds']); // [D13]
		taken.push({ ...action, text: action.text.trim() });
	}
	return done(taken);
}

/** [D5] [D6] A draft may hold anything; what is adopted names real units and a day that has not passed. */
function soundAction(action: ProposedAction, { meeting, unitIds }: ConcludeFacts): Result<null> {
	const { text, leadUnitId, coUnitIds, dueOn } = action;
	if (text.trim() === '') return refuse('action-empty', {}, ['actionIds']);
	if (leadUnitId !== null && !unitIds.includes(leadUnitId)) return refuse('unknown-unit', { text }, ['leadUnitId']);
	if (coUnitIds.some((id) => !unitIds.includes(id))) return refuse('unknown-unit', { text }, ['coUnitIds']);
	if (leadUnitId !== null && coUnitIds.includes(leadUnitId)) return refuse('lead-is-co-unit', { text }, ['coUnitIds']);
	if (dueOn !== null && !isIsoDate(dueOn)) return refuse('bad-date', { date: dueOn }, ['dueOn']);
	if (dueOn !== null && dueOn < meeting.heldOn)
		return refuse('deadline-before-meeting', { text, dueOn, heldOn: meeting.heldOn }, ['dueOn']);
	return done(null);
}

function sameAction(one: ProposedAction, other: ProposedAction): boolean {
	return (
		one.text.trim() === other.text.trim() &&
		one.leadUnitId === other.leadUnitId &&
		one.dueOn === other.dueOn &&
		one.coUnitIds.toSorted().join() === other.coUnitIds.toSorted().join()
	);
}
