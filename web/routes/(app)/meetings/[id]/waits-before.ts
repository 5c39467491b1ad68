/** What waits for the reader before a meeting: it stands first then. */
import { may } from '#shared/auth/may.ts';
import type { Attendance } from '#shared/attendance/model.ts';
import type { Room } from './room.svelte.ts';

type Asked = Pick<Room, 'person' | 'subject' | 'data'> & {
	readonly attendance: Pick<Attendance, 'answers' | 'leaves' | 'standIns'>;
};

/** The units for which the reader says who comes. */
export function answeringUnits({ person, data }: Asked): readonly string[] {
	return data.reading.participantUnitIds.filter((unitId) =>
		may(person, 'attendance.answer', { participantUnitIds: [unitId] })
	);
}

/** Leave, or a vote by a stand-in, that the reader decides on. */
export function hasToDecide({ person, subject, attendance: { leaves, standIns } }: Asked): boolean {
	const waits =
		leaves.some(({ standing }) => standing === 'asked') || standIns.some(({ vote }) => vote?.standing === 'asked');
	return waits && may(person, 'attendance.decide', subject);
}

/** A unit of theirs has said nothing yet. */
export function hasToAnswer(asked: Asked): boolean {
	const { answers, leaves } = asked.attendance;
	return answeringUnits(asked).some((id) => ![...answers, ...leaves].some(({ unitId }) => unitId === id));
}
