import type { Attendance } from '#shared/attendance/model.ts';
import type { AttendanceReading } from '#web/meetings/reading.ts';
import type { ChoiceGroup } from '#web/ui/Choice.svelte';

/**
 * Who may still be checked in, or back when they were recorded as left, by the unit they work in: not who only reads here,
 * as observers and evaluators do. [A5]
 */
export function missingPeople(
	{ people, units, ofNoUnitIds }: Pick<AttendanceReading, 'people' | 'units' | 'ofNoUnitIds'>,
	{ checkIns, standIns }: Attendance,
	nameOf: (unitId: string) => string
): readonly ChoiceGroup[] {
	const here = new Set(checkIns.filter(({ left }) => left === null).map(({ personId }) => personId));
	const may = new Set([...ofNoUnitIds, ...standIns.map(({ personId }) => personId)]);
	const ofUnit = new Set(units.map(({ unitId }) => unitId));
	const groups = new Map<string, { readonly id: string; readonly name: string }[]>();
	for (const { id, name, post, unitId, actsFor } of people) {
		if (here.has(id) || !(may.has(id) || actsFor.some((acted) => ofUnit.has(acted)))) continue;
		groups.set(unitId, [...(groups.get(unitId) ?? []), { id, name: post ? `${name}（${post}）` : name }]);
	}
	return [...groups].map(([unitId, options]) => ({ label: nameOf(unitId), options }));
}
