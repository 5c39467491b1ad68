/**
 * Why a step cannot be taken now, in words: the same rules as the server's, asked beforehand. Rules and sentences are a
 * chunk of their own: nobody presses a button in the first moment.
 */
import { checkIn } from '#shared/attendance/decide.ts';
import { may } from '#shared/auth/may.ts';
import type { Conclude } from '#shared/decisions/commands.ts';
import { concludeItem } from '#shared/decisions/decide.ts';
import type { MeetingCommand } from '#shared/meetings/commands.ts';
import { sentence } from '#web/i18n/refusals.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { Refused } from '#web/live/wire.ts';
import { refusalOf } from '#web/meetings/chair.ts';
import type { Room } from './room.svelte.ts';

/** A refusal in words; without a connection it was not even asked. */
export function words(refused: Refused): string {
	return refused.code === 'offline' ? m.room_offline() : sentence(refused);
}

export function reasonAgainst(room: Room, command: MeetingCommand): string | null {
	const { meeting, person, now, items, data, chairWatch, isConnected: connected } = room;
	const chairIds = data.reading.chairs.map(({ id }) => id);
	const chairGoneSince = chairWatch.goneSince;
	const refusal = refusalOf(command, { meeting, person, now, agenda: items, chairIds, chairGoneSince, connected });
	return refusal && words(refusal);
}

export function reasonAgainstCheckIn({ meeting, attendance, person, isConnected, data, live }: Room): string | null {
	if (!isConnected) return m.room_offline();
	const { participantUnitIds } = data.reading;
	const facts = { at: live.clock.read(), state: meeting.state, councilId: meeting.councilId, participantUnitIds };
	const judged = checkIn(attendance, person, undefined, facts);
	return judged.ok ? null : words(judged.refusal);
}

export function reasonAgainstConclusion(room: Room, wanted: Conclude): string | null {
	const { meeting, person, book, quorum, heldOn, actions, isConnected, live } = room;
	if (!isConnected) return m.room_offline();
	if (!may(person, 'decisions.conclude', { councilId: meeting.councilId })) return words({ code: 'not-allowed' });
	const items = actions?.items ?? [];
	const judged = concludeItem(book, wanted, {
		personId: person.id,
		at: live.clock.read(),
		meeting: {
			councilId: meeting.councilId,
			sequence: meeting.ordinal,
			live: meeting.state === 'live',
			chairId: meeting.chairPersonId,
			heldOn
		},
		item: meeting.turns.map(({ item }) => item).findLast((item) => item.id === wanted.itemId) ?? null,
		quorum,
		actions: items,
		// Whether a unit exists the server knows better.
		unitIds: items.flatMap(({ leadUnitId, coUnitIds }) => [...(leadUnitId === null ? [] : [leadUnitId]), ...coUnitIds]),
		newIds: ['', ...wanted.actionIds]
	});
	return judged.ok ? null : words(judged.refusal);
}
