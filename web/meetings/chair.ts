/**
 * Why a step of the meeting cannot be taken now: the same judge as the server's, asked beforehand with what this screen
 * knows. The server has the last word; a disabled button only spares the way.
 */
import type { AgendaItem } from '#shared/agenda/model.ts';
import { may, type Action } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import type { Refusal } from '#shared/foundation/result.ts';
import type { MeetingCommand } from '#shared/meetings/commands.ts';
import { decide } from '#shared/meetings/decide.ts';
import type { Meeting } from '#shared/meetings/model.ts';

export type Scene = {
	readonly meeting: Meeting;
	readonly person: Person;
	readonly now: number;
	readonly agenda: readonly AgendaItem[];
	readonly chairIds: readonly string[];
	/** Since when the chair was not seen here; null while present. */
	readonly chairGoneSince: number | null;
	readonly connected: boolean;
};

const chairing = new Set<MeetingCommand['command']>(['start', 'hand-over-chair', 'take-chair', 'end']);
const turning = new Set<MeetingCommand['command']>(['next', 'park', 'unpark', 'add-minutes']);

function policy(command: MeetingCommand['command']): Action {
	if (chairing.has(command)) return 'meetings.chair';
	return turning.has(command) ? 'meetings.turn' : 'meetings.prepare';
}

/** Null: it may be done. `offline` is no refusal of the server: it was not asked. */
export function refusalOf(command: MeetingCommand, scene: Scene): Refusal | { readonly code: 'offline' } | null {
	const { meeting, person, now, agenda, chairIds, chairGoneSince, connected } = scene;
	if (!connected) return { code: 'offline' };
	if (!may(person, policy(command.command), { councilId: meeting.councilId })) return { code: 'not-allowed' };
	const judged = decide(meeting, command, {
		person,
		at: now,
		agenda,
		chairIds,
		chairGoneSince,
		memberUnitIds: meeting.memberUnitIds,
		quorum: meeting.quorum
	});
	return judged.ok ? null : judged.refusal;
}
