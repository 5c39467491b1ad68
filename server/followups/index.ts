/**
 * Follow-ups: opened by what other domains tell (`decisions/adopted`), carried by commands, read by board and lists.
 * The light is computed for each answer by the same pure function that the screens run.
 */
import type { Subject } from '#shared/auth/may.ts';
import { opensFollowup } from '#shared/decisions/views.ts';
import type { Decision } from '#shared/decisions/model.ts';
import { chinaCalendar, type Calendar } from '#shared/foundation/calendar.ts';
import type { Instant, IsoDate } from '#shared/foundation/time.ts';
import { applyFollowup } from '#shared/followups/apply.ts';
import type { FollowupEvent } from '#shared/followups/commands.ts';
import { openFollowup } from '#shared/followups/decide.ts';
import { ledgerOf } from '#shared/followups/ledger.ts';
import {
	followupDefaults,
	type Followup,
	type FollowupBook,
	type FollowupSettings,
	type LedgerLine,
	type Outcome
} from '#shared/followups/model.ts';
import { outcomesOf } from '#shared/followups/views.ts';
import type { Council, Unit } from '#shared/units/model.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook, type Book } from '#server/storage/book.ts';
import { serveCommands } from './commands.ts';
import { serveFollowups } from './routes.ts';
import { followupStore } from './store.ts';

export type FollowupsOthers = {
	readonly councils: {
		council(id: string): Council | null;
		councils(): readonly Council[];
		units(): readonly Unit[];
	};
	/** Until an administrator edits one, China's. */
	readonly calendar?: () => Calendar;
};

export type Followups = {
	find(id: string): Followup | null;
	/** What is known of the follow-ups of some councils at an instant: the ground of evaluation. */
	outcomes(councilIds: readonly string[], at: Instant): Promise<readonly Outcome[]>;
	/** What the next meeting of a council has to look at, since the day of the last one. */
	ledger(councilId: string, since: IsoDate | null, at: Instant): Promise<readonly LedgerLine[]>;
	/** The follow-up a decision opens, whether or not it has been opened yet. */
	idOf(decisionId: string): string;
};

/** [F1] Derived, so that a decision told twice opens one follow-up. */
const idOf = (decisionId: string): string => `f-${decisionId}`;

function settingsOf(council: Council | null): FollowupSettings {
	return { ...followupDefaults, ...council?.settings.followups };
}

export function openFollowups(grounds: Grounds, others: FollowupsOthers): Followups {
	const { storage, doors, outbox } = grounds;
	const { councils, calendar = () => chinaCalendar } = others;
	const store = followupStore(storage);
	const book = openBook<FollowupBook, FollowupEvent>(storage, {
		domain: 'followups',
		empty: () => null,
		apply: applyFollowup,
		rows: (_, __, state, seq) => (state ? store.put(state, seq) : [])
	});
	const subjectOf = (id: string): Subject | null => {
		const followup = book.read(id).state;
		if (!followup) return null;
		const { councilId } = followup.source;
		return {
			councilId,
			participantUnitIds: councils.council(councilId)?.memberUnitIds ?? [],
			unitId: followup.leadUnitId,
			coUnitIds: followup.steps.map(({ unitId }) => unitId)
		};
	};
	/** What a judge has to know about the council, read when it is asked. */
	const givenFor = (councilId: string): Standing => {
		const council = councils.council(councilId);
		return {
			calendar: calendar(),
			officeUnitId: council?.officeUnitId ?? null,
			unitIds: councils.units().map((unit) => unit.id),
			settings: settingsOf(council)
		};
	};

	doors.stream({ domain: 'followups', may: 'followups.read', of: subjectOf, book });
	serveCommands(doors, { book, subjectOf, givenFor });
	outbox.on('decisions/adopted', (payload) => hearDecision(book, payload as Decision, givenFor));
	serveFollowups(doors, {
		store,
		councils,
		read: book.read,
		history: (id) => book.since(id, 0),
		subjectOf,
		calendar,
		settingsOf: (councilId) => settingsOf(councils.council(councilId))
	});

	return {
		find: (id) => book.read(id).state,
		outcomes: async (councilIds, at) =>
			(await store.handedOver(councilIds)).flatMap((followup) => outcomesOf(followup, calendar(), at)),
		ledger: async (councilId, since, at) =>
			ledgerOf(await store.handedOver([councilId]), { at, since, calendar: calendar() }),
		idOf
	};
}

export type Standing = {
	readonly calendar: Calendar;
	readonly officeUnitId: string | null;
	readonly unitIds: readonly string[];
	readonly settings: FollowupSettings;
};

async function hearDecision(
	book: Book<FollowupBook, FollowupEvent>,
	decision: Decision,
	givenFor: (councilId: string) => Standing
): Promise<void> {
	if (!opensFollowup(decision)) return;
	const { councilId, meetingId, itemId, itemTitle, label, text, leadUnitId, coUnitIds, dueOn, personId, at } = decision;
	const id = idOf(decision.id);
	const source = { decisionId: decision.id, label, councilId, meetingId, itemId, itemTitle };
	const facts = { personId, at, ...givenFor(councilId) };
	const told = await book.command(id, { person: { id: personId }, at }, (state) =>
		openFollowup(state, id, { source, text, leadUnitId, coUnitIds, dueOn }, facts)
	);
	// Opening asks nobody: a refusal here would be ours to mend, and the outbox tries again.
	if (!told.ok) throw new Error(`${id} could not be opened: ${told.refusal.code}`);
}
