/** What happened to a follow-up, in words, one line for each event. */
import type { Instant } from '#shared/foundation/time.ts';
import type { FollowupEvent } from '#shared/followups/commands.ts';
import type { Evidence, Followup, FollowupState } from '#shared/followups/model.ts';
import { formatDay } from '#web/i18n/format.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { NameOf } from './words.ts';

export type Numbered = { readonly seq: number; readonly event: FollowupEvent };
export type Who = { readonly name: string; readonly unitId: string };

export type HistoryLine = {
	readonly seq: number;
	readonly at: Instant;
	readonly personId: string | null;
	readonly what: string;
	/** The words somebody wrote. */
	readonly text: string | null;
	readonly evidence: readonly Evidence[];
};

/** The latest first. */
export function historyLines(history: readonly Numbered[], nameOf: NameOf, now: Instant): readonly HistoryLine[] {
	return history
		.map(({ seq, event }) => ({
			seq,
			at: event.at,
			personId: event.personId,
			what: whatOf(event, nameOf, (date) => formatDay(date, now)),
			text: textOf(event),
			evidence: event.type === 'submitted' ? event.evidence : []
		}))
		.toReversed();
}

function textOf(event: FollowupEvent): string | null {
	if (event.type === 'opened') return null;
	if (event.type === 'extension-asked') return `${event.reason}\n${event.progress}`;
	const said = 'text' in event ? event.text : 'reason' in event ? event.reason : '';
	return said === '' ? null : said;
}

function whatOf(event: FollowupEvent, nameOf: NameOf, day: (date: string) => string): string {
	switch (event.type) {
		case 'opened':
			return m.followups_h_opened({ label: event.source.label });
		case 'assigned':
			return m.followups_h_assigned({ unit: nameOf(event.leadUnitId), day: day(event.dueOn) });
		case 'received':
			return m.followups_h_received();
		case 'return-asked':
			return m.followups_h_return_asked();
		case 'return-decided':
			return event.accept ? m.followups_h_return_accepted() : m.followups_h_return_refused();
		case 'begun':
			return m.followups_h_begun();
		case 'reported':
			return m.followups_h_reported({ percent: event.percent });
		case 'extension-asked':
			return m.followups_h_extension_asked({ day: day(event.dueOn) });
		case 'extension-decided':
			return event.grant
				? m.followups_h_extension_granted({ day: day(event.dueOn) })
				: m.followups_h_extension_refused();
		case 'pause-asked':
			return m.followups_h_pause_asked();
		case 'pause-decided':
			return event.grant ? m.followups_h_pause_granted({ day: day(event.from) }) : m.followups_h_pause_refused();
		case 'resumed':
			return m.followups_h_resumed({ day: day(event.dueOn) });
		case 'co-step-taken':
			return (event.state === 'done' ? m.followups_h_co_done : m.followups_h_co_explained)({
				unit: nameOf(event.unitId)
			});
		case 'submitted':
			return (event.late ? m.followups_h_submitted_late : m.followups_h_submitted)({
				unit: nameOf(event.verifierUnitId)
			});
		case 'verified':
			return m.followups_h_verified();
		case 'sent-back':
			return m.followups_h_sent_back({ day: day(event.redoOn) });
		case 'closed':
			return m.followups_h_closed();
		case 'rebounded':
			return m.followups_h_rebounded();
		case 'ended':
			return endedWords(event);
	}
}

function endedWords({ as, into, documentNumber }: Extract<FollowupEvent, { type: 'ended' }>): string {
	const what =
		as === 'transferred'
			? m.followups_h_transferred({ into: into ?? '' })
			: as === 'merged'
				? m.followups_h_merged()
				: m.followups_h_cancelled();
	return documentNumber === null ? what : `${what}${m.ui_comma()}${m.followups_h_document({ number: documentNumber })}`;
}

export type ChainStep = {
	readonly key: 'draft' | 'assigned' | 'received' | 'begun' | 'submitted' | 'verified' | 'closed';
	readonly state: 'done' | 'now' | 'ahead';
	readonly at: Instant | null;
};

const chain = ['draft', 'assigned', 'received', 'begun', 'submitted', 'verified', 'closed'] as const;
type Point = (typeof chain)[number];

const reached: Readonly<Record<FollowupState, Point>> = {
	draft: 'draft',
	rebound: 'draft',
	returned: 'received',
	assigned: 'assigned',
	received: 'received',
	// Carrying out is a stretch of the way, not a moment: it is "now" until something is submitted.
	'in-progress': 'received',
	extension: 'received',
	paused: 'received',
	submitted: 'submitted',
	verified: 'verified',
	closed: 'closed',
	transferred: 'draft',
	merged: 'draft',
	cancelled: 'draft'
};

const marks: Readonly<Partial<Record<FollowupEvent['type'], Point>>> = {
	opened: 'draft',
	rebounded: 'draft',
	assigned: 'assigned',
	received: 'received',
	begun: 'begun',
	submitted: 'submitted',
	verified: 'verified',
	closed: 'closed'
};

/** The whole way of the present round: what is behind with its moment, where it stands, what lies ahead. */
export function chainOf({ state }: Pick<Followup, 'state'>, history: readonly Numbered[]): readonly ChainStep[] {
	const start = history.findLastIndex(({ event }) => event.type === 'rebounded' || event.type === 'opened');
	const times = new Map<Point, Instant>();
	for (const { event } of history.slice(Math.max(0, start))) {
		const point = marks[event.type];
		if (point) times.set(point, event.at);
	}
	const ended = state === 'transferred' || state === 'merged' || state === 'cancelled';
	const last = ended
		? Math.max(...[...times.keys()].map((point) => chain.indexOf(point)))
		: chain.indexOf(reached[state]);
	return chain.map((key, index) => ({
		key,
		// What somebody has to do next is "now"; the last point reached lies behind.
		state: index <= last ? 'done' : index === last + 1 && !ended ? 'now' : 'ahead',
		at: index <= last + 1 ? (times.get(key) ?? null) : null
	}));
}
