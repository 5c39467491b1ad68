import { may } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';

/** Chairs and the office see the chair's bar; whether each button works is for the judge. */
export function showsBar(person: Person, meeting: { readonly councilId: string }): boolean {
	return may(person, 'meetings.turn', { councilId: meeting.councilId });
}
