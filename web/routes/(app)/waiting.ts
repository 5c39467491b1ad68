/** Which follow-ups wait for somebody: those whose next step is theirs by role or unit. */
import type { Person } from '#shared/auth/model.ts';
import { dayOf, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import type { Awaited } from '#shared/followups/views.ts';

type Waiting = {
	readonly councilId: string;
	readonly dueOn: IsoDate | null;
	readonly awaits: Awaited | null;
};

export function waitsFor({ holdings }: Pick<Person, 'holdings'>, { awaits, councilId }: Waiting): boolean {
	if (awaits === null) return false;
	const inCouncil = (role: string): boolean =>
		holdings.some((held) => 'councilId' in held && held.councilId === councilId && held.role === role);
	if (awaits.by === 'supervising-leader') return inCouncil('supervising-leader');
	// Nobody was named to verify yet: naming is the office's.
	if (awaits.by === 'office' || awaits.unitId === null) return inCouncil('secretary');
	return holdings.some((held) => 'unitId' in held && held.unitId === awaits.unitId);
}

/** The last day for the next step; what has none waits behind what has. */
export function dayOfStep({ awaits, dueOn }: Waiting): IsoDate | null {
	return awaits?.until ?? dueOn;
}

/**
 * Mine, the soonest first. Carrying on with what is on course and due later than a fortnight is no matter of today, so it
 * comes last.
 */
export function waiting<Line extends Waiting>(person: Person, lines: readonly Line[], now: Instant): readonly Line[] {
	const today = dayOf(now);
	const rank = (line: Line): string => {
		const day = dayOfStep(line) ?? '9999-12-31';
		return `${line.awaits?.step === 'carry' && day > today ? 1 : 0}${day}`;
	};
	return lines.filter((line) => waitsFor(person, line)).sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}
