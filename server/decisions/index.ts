/**
 * The chair's conclusion becomes decisions here: the meeting as it is at this moment and the server's own copy of the
 * proposed actions are judged by pure code, and decision, journal and outbox are recorded in one transaction.
 */
import { readActions } from '#shared/actions/document.ts';
import type { Subject } from '#shared/auth/may.ts';
import { applyDecision } from '#shared/decisions/apply.ts';
import { ConcludeBody, type DecisionEvent } from '#shared/decisions/commands.ts';
import { concludeItem, type ConcludeFacts } from '#shared/decisions/decide.ts';
import { emptyBook, type Decision, type DecisionBook, type Quorum } from '#shared/decisions/model.ts';
import { done } from '#shared/foundation/result.ts';
import type { IsoDate } from '#shared/foundation/time.ts';
import type { Council, Unit } from '#shared/units/model.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook } from '#server/storage/book.ts';
import { serveDecisions } from './routes.ts';
import { decisionStore } from './store.ts';

/** A meeting as its own domain knows it now. Read while judging, so it must not have to wait. */
export type LiveMeeting = {
	readonly councilId: string;
	/** 4 of 第4次. */
	readonly ordinal: number;
	readonly live: boolean;
	readonly chairPersonId: string | null;
	readonly heldOn: IsoDate;
	/** Items that are or were on the table, as they read when the room came to them. */
	readonly discussed: readonly { readonly id: string; readonly title: string }[];
	readonly quorum: Quorum;
	/** The name of the draft that holds the proposed actions. */
	readonly actionsDocument: string;
	/** The streams this was read from, at their versions: whatever changes them meanwhile makes the judge look again. */
	readonly streams: readonly { readonly stream: string; readonly version: number }[];
};

export type DecisionsOthers = {
	readonly meetings: {
		live(meetingId: string): LiveMeeting | null;
		/** Its council and whoever takes part; null where there is no such meeting. */
		subject(meetingId: string): Subject | null;
	};
	readonly councils: {
		councils(): readonly Council[];
		units(): readonly Unit[];
	};
};

export type Decisions = {
	/** What a meeting has decided, in the order of its numbers. */
	ofMeeting(meetingId: string): DecisionBook;
	find(id: string): Promise<Decision | null>;
	heard(listener: (meetingId: string) => void): void;
};

/** Other domains hear of each decision as `decisions/adopted`. */
export function openDecisions(grounds: Grounds, others: DecisionsOthers): Decisions {
	const { storage, doors, sync, outbox, newId } = grounds;
	const { meetings, councils } = others;
	const store = decisionStore(storage);
	const book = openBook<DecisionBook, DecisionEvent>(storage, {
		domain: 'decisions',
		empty: emptyBook,
		apply: applyDecision,
		rows: (_, event, state) => {
			const decision = event.type === 'adopted' ? state.decisions.at(-1) : undefined;
			return decision ? [store.add(decision)] : [];
		},
		outbox: (_, event, state) => {
			const decision = event.type === 'adopted' ? state.decisions.at(-1) : undefined;
			return decision ? [{ topic: 'decisions/adopted', payload: decision }] : [];
		}
	});
	book.heard(() => outbox.nudge());

	doors.stream({ domain: 'decisions', may: 'decisions.read', of: meetings.subject, book });
	doors.command({
		name: 'decisions/conclude',
		body: ConcludeBody,
		may: 'decisions.conclude',
		of: meetings.subject,
		summary: 'The chair concludes an item; its words and the ticked actions become decisions. The id is the meeting.',
		run: async ({ id, body, person, at, key }) => {
			const named = meetings.live(id);
			const draft = named && (await sync.read(named.actionsDocument));
			const actions = draft ? readActions(draft) : [];
			draft?.destroy();
			const unitIds = councils.units().map((unit) => unit.id);
			const newIds = Array.from({ length: body.actionIds.length + 1 }, newId);
			let streams: LiveMeeting['streams'] = [];
			const told = await book.command(
				id,
				{ person, at, key, body: { command: 'conclude', ...body }, alsoExpect: () => streams },
				(state) => {
					const meeting = meetings.live(id);
					streams = meeting?.streams ?? [];
					return concludeItem(
						state,
						body,
						factsOf(meeting, body.itemId, { personId: person.id, at, actions, unitIds, newIds })
					);
				}
			);
			if (!told.ok) return told;
			const { seq, events, state } = told.value;
			const ids = new Set(events.flatMap((event) => (event.type === 'adopted' ? [event.decisionId] : [])));
			return done({ seq, events, decisions: state.decisions.filter((decision) => ids.has(decision.id)) });
		}
	});
	serveDecisions(doors, { store, councils, subjectOf: meetings.subject });

	return {
		ofMeeting: (meetingId) => book.read(meetingId).state,
		find: store.find,
		heard: (listener) => book.heard((id) => listener(id))
	};
}

type Given = Pick<ConcludeFacts, 'personId' | 'at' | 'actions' | 'unitIds' | 'newIds'>;

function factsOf(meeting: LiveMeeting | null, itemId: string, given: Given): ConcludeFacts {
	return {
		...given,
		meeting: {
			councilId: meeting?.councilId ?? '',
			sequence: meeting?.ordinal ?? 0,
			live: meeting?.live ?? false,
			chairId: meeting?.chairPersonId ?? null,
			heldOn: meeting?.heldOn ?? ''
		},
		item: meeting?.discussed.findLast((item) => item.id === itemId) ?? null,
		quorum: meeting?.quorum ?? { required: 0, present: 0 }
	};
}
