import type { Attendance, AttendanceEvent } from './model.ts';

export const nobody: Attendance = { checkIns: [] };

export function apply({ checkIns }: Attendance, event: AttendanceEvent): Attendance {
	const { personId, unitId, at, recordedBy, reason } = event;
	return { checkIns: [...checkIns, { personId, unitId, at, position: checkIns.length + 1, recordedBy, reason }] };
}
