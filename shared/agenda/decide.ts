/** Whether an item may come from another meeting now, and what item 1 may list. Who may ask at all is for `may`. */
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import { dayOf, type Instant } from '#shared/foundation/time.ts';
import type { LedgerLine } from '#shared/followups/model.ts';
import type { Phase } from '#shared/meetings/model.ts';
import type { Bring, ListLedger } from './commands.ts';
import type { AgendaEvent, AgendaFacts, Listed } from './model.ts';

type Meeting = { readonly id: string; readonly councilId: string; readonly state: Phase; readonly label: string };
type Asked = { readonly personId: string; readonly at: Instant };
type Judged = Result<readonly AgendaEvent[]>;

export type BringFacts = Asked & {
	readonly from: Meeting | null;
	readonly to: Meeting | null;
	/** It is on the agenda it is to come from, or was on that meeting's table. */
	readonly isThere: boolean;
	/** What is recorded where it comes from. */
	readonly known: AgendaFacts;
};

/** [G19] The same wherever it goes: on one agenda it stands once. */
export function broughtId(itemId: string): string {
	return itemId.startsWith('c-') ? itemId : `c-${itemId}`.slice(0, 64);
}

/** [G21] */
export function ledgerItemId(meetingId: string): string {
	return `f-${meetingId}`.slice(0, 64);
}

/** [G18] Topics come back from their pool, and item 1 is made anew each time. */
function comesByItself(itemId: string): boolean {
	return itemId.startsWith('t-') || itemId.startsWith('f-');
}

/** [G18] [G19] [G20] */
export function bring(facts: AgendaFacts, wanted: Bring, given: BringFacts): Judged {
	const { from, to, known, personId, at } = given;
	const { itemId, way } = wanted;
	if (!from) return refuse('not-found');
	if (!to || to.councilId !== from.councilId || to.id === from.id) return refuse('not-found', {}, ['to']);
	const id = broughtId(itemId);
	if (facts.brought[id]) return done([]);
	if (comesByItself(itemId)) return refuse('item-comes-by-itself', {}, ['itemId']);
	if (from.state === 'live') return refuse('meeting-not-ended');
	if (!given.isThere) return refuse('item-not-found', {}, ['itemId']);
	const stays = way === 'copy' || from.state === 'minutes' || from.state === 'closed';
	const listed: Listed = { meetingId: from.id, label: from.label };
	const lineage = [...(known.brought[itemId]?.lineage ?? []), ...(stays ? [listed] : [])];
	return (
		unlessPreparing(to.state) ??
		done([
			{
				type: 'item-brought',
				itemId: id,
				from: { ...listed, itemId },
				way,
				withOutcome: wanted.withOutcome ?? false,
				lineage,
				personId,
				at
			}
		])
	);
}

export type LedgerFacts = Asked & { readonly meeting: Meeting | null; readonly offered: readonly LedgerLine[] };

/** [G21] The list stands as it was on the day; until the meeting begins it may be made anew. */
export function listLedger(facts: AgendaFacts, { followupIds }: ListLedger, given: LedgerFacts): Judged {
	const { meeting, offered, personId, at } = given;
	if (!meeting) return refuse('not-found');
	const refused = unlessPreparing(meeting.state);
	if (refused) return refused;
	const lines = offered.filter(({ followupId }) => followupIds.includes(followupId));
	if (lines.length < followupIds.length) return refuse('ledger-changed', {}, ['followupIds']);
	const ledger = { itemId: ledgerItemId(meeting.id), on: dayOf(at), lines };
	if (JSON.stringify(facts.ledger) === JSON.stringify(ledger)) return done([]);
	return done([{ type: 'ledger-listed', ...ledger, personId, at }]);
}

function unlessPreparing(state: Phase): Refused | null {
	if (state === 'draft' || state === 'calling' || state === 'published') return null;
	return refuse(state === 'cancelled' || state === 'postponed' ? 'meeting-called-off' : 'meeting-began');
}
