import type { Room } from './room.svelte.ts';

/** The units of the meeting that this person acts for: by a role, or as a stand-in. */
export function ownUnitIds({ person, data, attendance }: Room): readonly string[] {
	const { participantUnitIds } = data.reading;
	const held = person.holdings.flatMap((one) => ('unitId' in one ? [one.unitId] : []));
	const stands = attendance.standIns.flatMap(({ personId, unitId }) => (personId === person.id ? [unitId] : []));
	return [...new Set([...held, ...stands])].filter((id) => participantUnitIds.includes(id));
}
