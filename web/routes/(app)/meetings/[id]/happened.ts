import type { Happened } from '#shared/meetings/digest.ts';
import type { Vote } from '#shared/votes/model.ts';
import { ownUnitIds } from './own-units.ts';
import type { Room } from './room.svelte.ts';

/** What this page knows of the meeting, as the digest asks for it. */
export function happenedIn(room: Room, votes: readonly Vote[]): Happened {
	const { meeting, items, book, now } = room;
	return { meeting, agenda: items, book, votes, unitIds: ownUnitIds(room), now };
}
