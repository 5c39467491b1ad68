/**
 * What may happen to a meeting now. Who may ask at all is for `may`; here it is only who holds the chair.
 * A command whose end is reached already is answered as done and records nothing [M13].
 */
import { INTERNAL_TITLE, type AgendaItem } from '#shared/agenda/model.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import { inOneLine } from '#shared/foundation/written.ts';
import { apply } from './apply.ts';
import type { MeetingCommand } from './commands.ts';
import { CHAIR_GONE_FOR, type Details, type Meeting, type MeetingEvent } from './model.ts';
import { followingItem, openTurn, standingOf } from './views.ts';

export type Facts = {
	readonly person: Person;
	readonly at: number;
	/** The server's reading of the shared agenda. */
	readonly agenda: readonly AgendaItem[];
	/** Convener and deputies of the council. */
	readonly chairIds: readonly string[];
	/** Since when the chair has no live connection; null while connected. */
	readonly chairGoneSince: number | null;
	/** The council's member units and quorum as they are now. */
	readonly memberUnitIds: readonly string[];
	readonly quorum: number | null;
};

type Judged = Result<readonly MeetingEvent[]>;
const already: Judged = done([]);

export function decide(meeting: Meeting, command: MeetingCommand, facts: Facts): Judged {
	if (meeting.state === 'none') return refuse('not-found');
	return counted(meeting, judged(meeting, command, facts), facts);
}

/** [G15] What everybody's forecast has to know of items whose words they do not read. */
function counted(meeting: Meeting, told: Judged, { agenda }: Facts): Judged {
	const last = told.ok ? told.value.at(-1) : undefined;
	if (!told.ok || !last || !countsAnew(last)) return told;
	const after = told.value.reduce(apply, meeting);
	// One that was on the table is known to everybody by its turn, and its minutes with it.
	const turned = new Set(after.turns.map(({ item }) => item.id));
	const withheld = agenda
		.filter(({ id, internal }) => internal && !turned.has(id) && standingOf(after, id) === 'waiting')
		.reduce((sum, { id, minutes }) => sum + minutes + (after.added[id] ?? 0), 0);
	return withheld === meeting.withheld ? told : done([...told.value.slice(0, -1), { ...last, withheld }]);
}

function countsAnew({ type }: MeetingEvent): boolean {
	return type === 'published' || type === 'started' || type.startsWith('item-') || type === 'minutes-added';
}

function judged(meeting: Meeting, command: MeetingCommand, facts: Facts): Judged {
	switch (command.command) {
		case 'reschedule':
			return reschedule(meeting, command, facts);
		case 'call':
			return call(meeting, facts);
		case 'publish':
			return publish(meeting, facts);
		case 'cancel':
		case 'postpone':
			return callOff(meeting, command, facts);
		case 'start':
			return start(meeting, facts);
		case 'next':
			return next(meeting, command, facts);
		case 'park':
			return park(meeting, command.itemId, facts);
		case 'unpark':
			return unpark(meeting, command.itemId, facts);
		case 'add-minutes':
			return addMinutes(meeting, command, facts);
		case 'hand-over-chair':
			return handOver(meeting, command.to, facts);
		case 'take-chair':
			return takeChair(meeting, facts);
		case 'end':
			return end(meeting, facts);
		case 'close':
			return close(meeting, facts);
	}
}

export type NewMeeting = Details & { readonly councilId: string; readonly year: number; readonly ordinal: number };

/** [M1] A meeting begins as a draft that notifies nobody. */
export function schedule(meeting: Meeting, wanted: NewMeeting, facts: Pick<Facts, 'person' | 'at'>): Judged {
	if (meeting.state !== 'none') return already;
	return done([{ type: 'scheduled', ...by(facts), ...wanted }]);
}

function by({ person, at }: Pick<Facts, 'person' | 'at'>): { readonly personId: string; readonly at: number } {
	return { personId: person.id, at };
}

/** [M2] What belongs to the time before the meeting. */
function unlessBegun({ state }: Meeting, ...calledOff: readonly Meeting['state'][]): Refused | null {
	if (state === 'live' || state === 'minutes' || state === 'closed') return refuse('meeting-began');
	return calledOff.includes(state) ? refuse('meeting-called-off') : null;
}

function reschedule(
	meeting: Meeting,
	wanted: Extract<MeetingCommand, { command: 'reschedule' }>,
	facts: Facts
): Judged {
	const refused = unlessBegun(meeting, 'cancelled');
	if (refused) return refused;
	const { command: _, title, place, ...others } = wanted;
	const fields = {
		...others,
		...(title !== undefined && { title: inOneLine(title) }),
		...(place !== undefined && { place: inOneLine(place) })
	};
	// [M3] A postponed meeting comes back with its new time, not with another place.
	if (meeting.state === 'postponed' && fields.startsAt === undefined)
		return refuse('new-time-needed', {}, ['startsAt']);
	const changed = Object.entries(fields).filter(
		([name, value]) => JSON.stringify(meeting[name as keyof Details]) !== JSON.stringify(value)
	);
	if (changed.length === 0 && meeting.state !== 'postponed') return already;
	return done([{ type: 'rescheduled', ...by(facts), details: Object.fromEntries(changed) as Partial<Details> }]);
}

function call(meeting: Meeting, facts: Facts): Judged {
	const refused = unlessBegun(meeting, 'cancelled', 'postponed');
	if (refused) return refused;
	return meeting.state === 'draft' ? done([{ type: 'called', ...by(facts) }]) : already;
}

function publish(meeting: Meeting, facts: Facts): Judged {
	const refused = unlessBegun(meeting, 'cancelled', 'postponed');
	if (refused) return refused;
	return meeting.state === 'published' ? already : done([{ type: 'published', ...by(facts) }]);
}

function callOff(
	meeting: Meeting,
	{ command, reason }: Extract<MeetingCommand, { command: 'cancel' | 'postpone' }>,
	facts: Facts
): Judged {
	const refused = unlessBegun(meeting);
	if (refused) return refused;
	if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	const type = command === 'cancel' ? 'cancelled' : 'postponed';
	if (meeting.state === type) return already;
	if (meeting.state === 'cancelled') return refuse('meeting-called-off');
	return done([{ type, ...by(facts), reason: reason.trim() }]);
}

/** [M4] Whoever of the chairs starts the meeting holds the chair. */
function start(meeting: Meeting, facts: Facts): Judged {
	if (meeting.state === 'live') return already;
	const refused = unlessBegun(meeting, 'cancelled', 'postponed');
	if (refused) return refused;
	if (meeting.state !== 'published') return refuse('meeting-not-published');
	if (!facts.chairIds.includes(facts.person.id)) return refuse('cannot-chair');
	return done([{ type: 'started', ...by(facts), memberUnitIds: facts.memberUnitIds, quorum: facts.quorum }]);
}

/** [M6] The chair, or the office that turns the page for the chair. */
function unlessLeading(meeting: Meeting, { person }: Facts, who: 'chair' | 'chair-or-office'): Refused | null {
	if (meeting.state !== 'live') return refuse('meeting-not-live');
	if (person.id === meeting.chairPersonId) return null;
	const ofOffice = person.holdings.some(
		(held) => held.role === 'secretary' && 'councilId' in held && held.councilId === meeting.councilId
	);
	return who === 'chair-or-office' && ofOffice ? null : refuse('not-the-chair');
}

/** [M5] Leaves one item and enters another. Who names an item that was left already meant the step that left it. */
function next(meeting: Meeting, { from, to }: Extract<MeetingCommand, { command: 'next' }>, facts: Facts): Judged {
	const refused = unlessLeading(meeting, facts, 'chair-or-office');
	if (refused) return refused;
	const open = openTurn(meeting);
	if (from !== (open?.item.id ?? null)) {
		const wasLeft = from === null || meeting.turns.some(({ item }) => item.id === from);
		return wasLeft ? already : refuse('stale', {}, ['from']);
	}
	if (to !== undefined && to === from) return already;
	const target = to === undefined ? followingItem(meeting, facts.agenda) : facts.agenda.find(({ id }) => id === to);
	if (target === undefined) return refuse('item-not-found', {}, ['to']);
	if (target === null && open === null) return refuse('no-further-item');
	const events: MeetingEvent[] = [];
	if (open) events.push({ type: 'item-left', ...by(facts), itemId: open.item.id, reason: 'next' });
	if (target) events.push({ type: 'item-entered', ...by(facts), item: snapshot(target) });
	return done(events);
}

/** [G14] Everybody reads events. */
function snapshot({ id, title, unitId, minutes, internal }: AgendaItem): AgendaItem {
	return internal ? { id, title: INTERNAL_TITLE, unitId: null, minutes, internal } : { id, title, unitId, minutes };
}

/** [M10] Puts an item aside, also the one on the table. */
function park(meeting: Meeting, itemId: string, facts: Facts): Judged {
	const refused = unlessLeading(meeting, facts, 'chair-or-office');
	if (refused) return refused;
	const standing = standingOf(meeting, itemId);
	if (standing === 'parked') return already;
	if (standing === 'settled') return refuse('item-settled', {}, ['itemId']);
	const parked: MeetingEvent = { type: 'item-parked', ...by(facts), itemId };
	if (standing === 'open') return done([{ type: 'item-left', ...by(facts), itemId, reason: 'parked' }, parked]);
	return facts.agenda.some(({ id }) => id === itemId) ? done([parked]) : refuse('item-not-found', {}, ['itemId']);
}

function unpark(meeting: Meeting, itemId: string, facts: Facts): Judged {
	const refused = unlessLeading(meeting, facts, 'chair-or-office');
	if (refused) return refused;
	if (meeting.parked.includes(itemId)) return done([{ type: 'item-unparked', ...by(facts), itemId }]);
	const known = facts.agenda.some(({ id }) => id === itemId) || standingOf(meeting, itemId) !== 'waiting';
	return known ? already : refuse('item-not-found', {}, ['itemId']);
}

function addMinutes(
	meeting: Meeting,
	{ itemId, minutes }: Extract<MeetingCommand, { command: 'add-minutes' }>,
	facts: Facts
): Judged {
	const refused = unlessLeading(meeting, facts, 'chair-or-office');
	if (refused) return refused;
	const standing = standingOf(meeting, itemId);
	if (standing === 'settled') return refuse('item-settled', {}, ['itemId']);
	if (standing !== 'open' && !facts.agenda.some(({ id }) => id === itemId)) {
		return refuse('item-not-found', {}, ['itemId']);
	}
	return done([{ type: 'minutes-added', ...by(facts), itemId, minutes }]);
}

function handOver(meeting: Meeting, to: string, facts: Facts): Judged {
	const refused = unlessLeading(meeting, facts, 'chair');
	if (refused) return refused;
	if (to === meeting.chairPersonId) return already;
	if (!facts.chairIds.includes(to)) return refuse('cannot-chair', {}, ['to']);
	return done([{ type: 'chair-handed-over', ...by(facts), to }]);
}

/** [M11] One tap of a deputy, when the chair's connection has been gone long enough. */
function takeChair(meeting: Meeting, facts: Facts): Judged {
	if (meeting.state !== 'live') return refuse('meeting-not-live');
	if (facts.person.id === meeting.chairPersonId) return already;
	if (!facts.chairIds.includes(facts.person.id)) return refuse('cannot-chair');
	// Who took the chair a moment ago pressed a button: they are there, whatever their connection says.
	const gone = facts.chairGoneSince === null ? 0 : facts.at - Math.max(facts.chairGoneSince, meeting.tookOver?.at ?? 0);
	if (gone < CHAIR_GONE_FOR) return refuse('chair-present', { seconds: CHAIR_GONE_FOR / 1000 });
	const { chairGoneSince: goneSince } = facts;
	return done([{ type: 'chair-taken', ...by(facts), from: meeting.chairPersonId, goneSince }]);
}

function end(meeting: Meeting, facts: Facts): Judged {
	if (meeting.state === 'minutes' || meeting.state === 'closed') return already;
	const refused = unlessLeading(meeting, facts, 'chair');
	if (refused) return refused;
	const open = openTurn(meeting);
	const ended: MeetingEvent = { type: 'ended', ...by(facts) };
	return done(open ? [{ type: 'item-left', ...by(facts), itemId: open.item.id, reason: 'ended' }, ended] : [ended]);
}

function close(meeting: Meeting, facts: Facts): Judged {
	if (meeting.state === 'closed') return already;
	return meeting.state === 'minutes' ? done([{ type: 'closed', ...by(facts) }]) : refuse('meeting-not-ended');
}
