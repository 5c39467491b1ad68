import type { Attendance } from '#shared/attendance/model.ts';
import type { AttendanceReading } from '#web/meetings/reading.ts';
import type { ChoiceGroup } from '#web/ui/Choice.svelte';

/** Who may still be checked in, or back when they were recorded as left, by the unit they work in. */
export function missingPeople(
	{ people }: Pick<AttendanceReading, 'people'>,
	{ checkIns }: Attendance,
	nameOf: (unitId: string) => string
): readonly ChoiceGroup[] {
	const here = new Set(checkIns.filter(({ left }) => left === null).map(({ personId }) => personId));
	const groups = new Map<string, { readonly id: string; readonly name: string }[]>();
	for (const { id, name, post, unitId } of people) {
		if (here.has(id)) continue;
		groups.set(unitId, [...(groups.get(unitId) ?? []), { id, name: post ? `${name}（${post}）` : name }]);
	}
	return [...groups].map(([unitId, options]) => ({ label: nameOf(unitId), options }));
}
