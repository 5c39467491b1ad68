/**
 * What may happen on the floor now. Who may ask at all is for `may`; here it is who holds the chair, who is checked in, who
 * speaks. A command whose end is reached already is answered as done and records nothing.
 */
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import type { FloorCommand } from './commands.ts';
import type { Floor, FloorEvent } from './model.ts';
import { asOf, handOf, openStay, queue, speaking, untold } from './views.ts';

export type FloorMeeting = Pick<Meeting, 'state' | 'turns' | 'councilId' | 'chairPersonId'>;

export type FloorFacts = {
	readonly person: Person;
	readonly at: number;
	readonly meeting: FloorMeeting;
	/** The asker's check-in while they are there; null before it and after they left. */
	readonly here: { readonly unitId: string | null } | null;
	/** Whether somebody is checked in and has not left. */
	readonly isThere: (personId: string) => boolean;
};

type Judged = Result<readonly FloorEvent[]>;
type Of<Verb extends FloorCommand['command']> = Extract<FloorCommand, { command: Verb }>;
const already: Judged = done([]);

/** What the meeting ended meanwhile is told first: whatever is decided stands on it. */
export function decide(floor: Floor, command: FloorCommand, facts: FloorFacts): Judged {
	const judged = judge(asOf(floor, facts.meeting), command, facts);
	if (!judged.ok || judged.value.length === 0) return judged;
	return done([...untold(floor, facts.meeting), ...judged.value]);
}

function judge(floor: Floor, command: FloorCommand, facts: FloorFacts): Judged {
	if (facts.meeting.state === 'none') return refuse('not-found');
	switch (command.command) {
		case 'raise':
			return raise(floor, command, facts);
		case 'withdraw':
			return handOf(floor, facts.person.id) ? done([{ type: 'hand-withdrawn', ...by(facts) }]) : already;
		case 'give':
			return give(floor, command, facts);
		case 'end':
			return end(floor, command.turn, facts);
		case 'pause':
			return pause(floor, facts);
		case 'resume':
			return unlessLeading(facts) ?? (floor.isPaused ? done([{ type: 'queue-resumed', ...by(facts) }]) : already);
		case 'remove':
			return remove(floor, command, facts);
		case 'arrange':
			return arrange(floor, command, facts);
	}
}

function by({ person, at }: FloorFacts): { readonly personId: string; readonly at: number } {
	return { personId: person.id, at };
}

/** [F1] [F2] */
function raise(floor: Floor, { itemId, kind }: Of<'raise'>, facts: FloorFacts): Judged {
	const { meeting, person, here } = facts;
	if (meeting.state !== 'live') return refuse('meeting-not-live');
	if (!here) return refuse('floor-check-in-first');
	const open = openStay(meeting);
	if (open?.itemId !== itemId) return refuse('floor-item-left');
	if (speaking(floor)?.personId === person.id) return refuse('floor-speaking-now');
	if (handOf(floor, person.id)?.kind === kind) return already;
	return done([{ type: 'hand-raised', ...by(facts), stay: open.stay, unitId: here.unitId, itemId, kind }]);
}

/** [F3] The chair, or the office for the chair. */
function unlessLeading({ meeting, person }: FloorFacts): Refused | null {
	if (meeting.state !== 'live') return refuse('meeting-not-live');
	if (person.id === meeting.chairPersonId) return null;
	const ofOffice = person.holdings.some(
		(held) => held.role === 'secretary' && 'councilId' in held && held.councilId === meeting.councilId
	);
	return ofOffice ? null : refuse('not-the-chair');
}

/** [F3] Whoever counts fewer turns than there are has pressed twice, or somebody else was first. */
function give(floor: Floor, { after, to }: Of<'give'>, facts: FloorFacts): Judged {
	const refused = unlessLeading(facts);
	if (refused) return refused;
	if (after < floor.turns.length) return already;
	if (after > floor.turns.length) return refuse('stale', {}, ['after']);
	if (floor.isPaused) return refuse('floor-paused');
	const next = to ?? queue(floor).find(({ personId }) => facts.isThere(personId))?.personId;
	if (next === undefined) return refuse('floor-queue-empty');
	if (!handOf(floor, next)) return refuse('floor-no-hand', {}, ['to']);
	return done([{ type: 'floor-given', ...by(facts), to: next }]);
}

/** [F5] */
function end(floor: Floor, turn: number, facts: FloorFacts): Judged {
	const named = floor.turns[turn];
	if (!named) return refuse('stale', {}, ['turn']);
	if (named.endedAt !== null) return already;
	const refused = named.personId === facts.person.id ? null : unlessLeading(facts);
	return refused ?? done([{ type: 'turn-ended', ...by(facts) }]);
}

/** [F6] */
function pause(floor: Floor, facts: FloorFacts): Judged {
	const refused = unlessLeading(facts);
	if (refused) return refused;
	const open = openStay(facts.meeting);
	if (!open) return refuse('floor-item-left');
	return floor.isPaused ? already : done([{ type: 'queue-paused', ...by(facts), stay: open.stay }]);
}

/** [F7] */
function remove(floor: Floor, { personId, reason }: Of<'remove'>, facts: FloorFacts): Judged {
	const refused = unlessLeading(facts);
	if (refused) return refused;
	if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	if (!handOf(floor, personId)) return already;
	return done([{ type: 'hand-removed', ...by(facts), of: personId, reason: reason.trim() }]);
}

function arrange(floor: Floor, command: Of<'arrange'>, facts: FloorFacts): Judged {
	const refused = unlessLeading(facts);
	if (refused) return refused;
	const { order = floor.order, quotaSeconds = floor.quotaSeconds } = command;
	if (order === floor.order && quotaSeconds === floor.quotaSeconds) return already;
	return done([{ type: 'arranged', ...by(facts), order, quotaSeconds }]);
}
