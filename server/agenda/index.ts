/**
 * What is recorded about an agenda beside its draft: items brought over from another meeting, and the list that item 1
 * carries. The drafts themselves are written by the outbox, after it was recorded; what is told twice is there once.
 */
import { addInternal, addItem, readAgenda, readOutcomes, removeItem, setOutcome } from '#shared/agenda/document.ts';
import { apply, noFacts } from '#shared/agenda/apply.ts';
import { bringSchema, ledgerSchema } from '#shared/agenda/commands.ts';
import { bring, listLedger } from '#shared/agenda/decide.ts';
import { LEDGER_TITLE, type AgendaEvent, type AgendaFacts, type AgendaItem } from '#shared/agenda/model.ts';
import { done, type Result } from '#shared/foundation/result.ts';
import { conclusionOf } from '#shared/decisions/views.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import { heldOn, meetingLabel } from '#shared/meetings/views.ts';
import type { Decisions } from '#server/decisions/index.ts';
import type { Followups } from '#server/followups/index.ts';
import type { Grounds } from '#server/grounds.ts';
import type { Meetings } from '#server/meetings/index.ts';
import { openBook, type Told } from '#server/storage/book.ts';
import type { Units } from '#server/units/index.ts';
import { agendaStore, type Spot } from './store.ts';

export type { Spot };

export type AgendaOthers = {
	readonly meetings: Meetings;
	readonly units: Units;
	readonly decisions: Decisions;
	readonly followups: Followups;
};

/** What other domains ask about the way of an item from meeting to meeting. */
export type Agenda = {
	cameFrom(spot: Spot): Spot | null;
	/** In the same turn. */
	wentTo(spot: Spot): readonly Spot[];
	/** Hears of each meeting whose agenda got an item from another one, when it stands there. */
	carried(listener: (meetingId: string) => void): void;
};

const preparing = ['draft', 'calling', 'published'] as const;

export function openAgenda(grounds: Grounds, { meetings, units, decisions, followups }: AgendaOthers): Agenda {
	const { storage, doors, outbox, sync } = grounds;
	const store = agendaStore(storage);
	const listeners: ((meetingId: string) => void)[] = [];
	const book = openBook<AgendaFacts, AgendaEvent>(storage, {
		domain: 'agenda',
		empty: () => noFacts,
		apply,
		rows: (meetingId, event) =>
			event.type === 'item-brought' ? [store.put({ meetingId, itemId: event.itemId }, event.from)] : [],
		outbox: (meetingId, event) => [{ topic: `agenda/${event.type}`, payload: { meetingId, itemId: event.itemId } }]
	});
	const known = (id: string) => {
		const meeting = meetings.find(id);
		return meeting && { id, councilId: meeting.councilId, state: meeting.state, label: meetingLabel(meeting) };
	};
	/** What was looked at must not have moved when the verdict is recorded. */
	const streamsOf = (id: string) =>
		(meetings.live(id)?.streams ?? []).filter(({ stream }) => stream === `meetings:${id}`);

	doors.stream({ domain: 'agenda', may: 'meetings.read', of: meetings.subject, book });
	doors.command({
		name: 'agenda/bring',
		summary:
			'Moves or copies an item of a meeting to another one that is being prepared. The id is the meeting it is of.',
		body: bringSchema,
		may: 'meetings.prepare',
		of: meetings.subject,
		run: async ({ id, body, person, at, key }) => {
			const isThere = (await itemOf(id, body.itemId)) !== null;
			const alsoExpect = () => [id, body.to].flatMap(streamsOf);
			return answered(
				await book.command(body.to, { person, at, key, body: { id, ...body }, alsoExpect }, (facts) =>
					bring(facts, body, {
						personId: person.id,
						at,
						isThere,
						from: known(id),
						to: known(body.to),
						known: book.read(id).state
					})
				)
			);
		}
	});
	doors.command({
		name: 'agenda/list-ledger',
		summary:
			'Item 1 of a meeting: the follow-ups to be looked at, of those that the ledger offers. The id is the meeting.',
		body: ledgerSchema,
		may: 'meetings.prepare',
		of: meetings.subject,
		run: async ({ id, body, person, at, key }) => {
			const offered = await ledgerFor(id, at);
			return answered(
				await book.command(id, { person, at, key, body, alsoExpect: () => streamsOf(id) }, (facts) =>
					listLedger(facts, body, { personId: person.id, at, meeting: known(id), offered: offered.lines })
				)
			);
		}
	});
	doors.get({
		url: '/api/agenda/:id',
		may: 'meetings.read',
		of: ({ id = '' }) => meetings.subject(id),
		summary: 'Which items came from another meeting, what it concluded of them, and the list that item 1 carries.',
		run: async ({ params: { id = '' } }) => {
			const { version, state } = book.read(id);
			const doc = await sync.read(meetings.documentName(id, 'agenda'));
			const outcomes = Object.fromEntries(readOutcomes(doc));
			doc.destroy();
			return done({ seq: version, ...state, outcomes });
		}
	});
	doors.get({
		url: '/api/agenda/:id/ledger',
		may: 'meetings.prepare',
		of: ({ id = '' }) => meetings.subject(id),
		summary:
			'What the ledger offers for item 1: overdue, fallen due, waiting for a decision, closed since the last meeting.',
		run: async ({ params: { id = '' }, at }) => done(await ledgerFor(id, at))
	});
	doors.get({
		url: '/api/agenda/:id/targets',
		may: 'meetings.prepare',
		of: ({ id = '' }) => meetings.subject(id),
		summary: 'Meetings of the same council that are being prepared, the soonest first.',
		run: async ({ params: { id = '' } }) => {
			const rows = await meetings.ofCouncil(meetings.find(id)?.councilId ?? '');
			const items = rows
				.filter((row) => row.id !== id && preparing.some((state) => state === row.state))
				.map((row) => ({ id: row.id, label: meetingLabel(row), startsAt: row.startsAt }));
			return done({ items: items.toReversed() });
		}
	});
	book.heard(() => outbox.nudge());
	outbox.on('agenda/item-brought', async (payload) => {
		const { meetingId, itemId } = payload as { readonly meetingId: string; readonly itemId: string };
		await carry(meetingId, itemId);
		for (const listener of listeners) listener(meetingId);
	});
	outbox.on('agenda/ledger-listed', async (payload) => {
		const { meetingId, itemId } = payload as { readonly meetingId: string; readonly itemId: string };
		const unitId = units.council(meetings.find(meetingId)?.councilId ?? '')?.officeUnitId ?? null;
		await sync.edit(meetings.documentName(meetingId, 'agenda'), (doc) => {
			// A template may have begun the agenda with an item of that name: the list takes its place.
			const begun = readAgenda(doc).find((item) => item.id !== itemId && item.title === LEDGER_TITLE);
			addItem(doc, { ...(begun ?? { unitId }), id: itemId, title: LEDGER_TITLE }, null);
			if (begun) removeItem(doc, begun.id);
		});
	});

	return {
		cameFrom: ({ meetingId, itemId }) => {
			const from = book.read(meetingId).state.brought[itemId]?.from;
			return from ? { meetingId: from.meetingId, itemId: from.itemId } : null;
		},
		wentTo: store.wentTo,
		carried: (listener) => void listeners.push(listener)
	};

	async function ledgerFor(id: string, at: number) {
		const meeting = meetings.find(id);
		const last = meeting && (await lastHeld(meeting));
		const since = last ? heldOn(last) : null;
		return { since, lines: await followups.ledger(meeting?.councilId ?? '', since, at) };
	}

	/** The meeting of the council that was held last before this one. */
	async function lastHeld({ id, councilId, startsAt }: Meeting): Promise<Meeting | null> {
		const rows = await meetings.ofCouncil(councilId);
		const held = rows.find(
			(row) => row.id !== id && row.startsAt <= startsAt && (row.state === 'minutes' || row.state === 'closed')
		);
		return held ? meetings.find(held.id) : null;
	}

	/** [G19] [G20] The words go from draft to draft: an internal item from one that few read to another. */
	async function carry(meetingId: string, itemId: string): Promise<void> {
		const brought = book.read(meetingId).state.brought[itemId];
		if (!brought || !isPrepared(meetingId)) return;
		const { from, way, withOutcome } = brought;
		const item = await itemOf(from.meetingId, from.itemId);
		if (!item) return;
		const part = item.internal ? 'internal' : 'agenda';
		const outcome = withOutcome ? outcomeOf(from.meetingId, from.itemId) : '';
		await sync.edit(meetings.documentName(meetingId, part), (doc) => {
			const { internal, ...words } = item;
			const isNew = internal
				? addInternal(doc, { ...words, id: itemId, after: null })
				: addItem(doc, { ...words, id: itemId });
			if (isNew && outcome !== '') setOutcome(doc, itemId, outcome);
		});
		if (way !== 'move' || !isPrepared(from.meetingId)) return;
		await sync.edit(meetings.documentName(from.meetingId, part), (doc) => void removeItem(doc, from.itemId));
	}

	function isPrepared(id: string): boolean {
		const state = meetings.find(id)?.state;
		return preparing.some((each) => each === state) || state === 'postponed';
	}

	/** [G14] As its draft has it now; one that was taken off it, as it was on the table. */
	async function itemOf(id: string, itemId: string): Promise<AgendaItem | null> {
		const discussed = (meetings.live(id)?.discussed ?? []).filter((item) => item.id === itemId);
		const asOnTable = discussed.find(({ internal }) => internal) ?? discussed.at(-1) ?? null;
		const now = (await meetings.wholeAgenda(id)).find((item) => item.id === itemId) ?? null;
		return asOnTable?.internal && !now?.internal ? asOnTable : (now ?? asOnTable);
	}

	function outcomeOf(meetingId: string, itemId: string): string {
		const concluded = decisions.ofMeeting(meetingId);
		const text = conclusionOf(concluded, itemId)?.text ?? '';
		const adopted = concluded.decisions
			.filter((decision) => decision.itemId === itemId && decision.text !== text)
			.map((decision) => `${decision.label} ${decision.text}`);
		return [text, ...adopted]
			.filter((line) => line !== '')
			.join('\n')
			.slice(0, 4000);
	}
}

function answered<State, Event>(told: Result<Told<State, Event>>): Result<unknown> {
	return told.ok ? done({ seq: told.value.seq, events: told.value.events }) : told;
}
