import type { Attendance, AttendanceEvent, Standing } from './model.ts';

export const nobody: Attendance = { checkIns: [], answers: [], leaves: [], standIns: [] };

const asked: Standing = { standing: 'asked', decidedBy: null, why: null };

export function apply(before: Attendance, event: AttendanceEvent): Attendance {
	const { checkIns, answers, leaves, standIns } = before;
	switch (event.type) {
		case 'checked-in': {
			const { type: _, way = event.reason === null ? 'link' : 'office', ...came } = event;
			return { ...before, checkIns: [...checkIns, { ...came, position: checkIns.length + 1, way, left: null }] };
		}
		case 'left-early':
		case 'came-back': {
			const left = event.type === 'left-early' ? event : null;
			return {
				...before,
				checkIns: checkIns.map((each) =>
					each.personId === event.personId
						? { ...each, left: left && { at: Math.max(each.at, left.at), reason: left.reason } }
						: each
				)
			};
		}
		case 'answered': {
			const { type: _, ...answer } = event;
			return { ...before, answers: [...except(answers, event), answer] };
		}
		case 'leave-asked': {
			const { type: _, ...leave } = event;
			return {
				...before,
				answers: except(answers, event),
				leaves: [...except(leaves, event), { ...leave, ...asked }]
			};
		}
		case 'leave-withdrawn':
			return { ...before, leaves: except(leaves, event) };
		case 'leave-approved':
		case 'leave-refused':
			return { ...before, leaves: leaves.map((each) => (isOf(each, event) ? { ...each, ...decided(event) } : each)) };
		case 'stand-in-named': {
			const { type: _, delegates, ...standIn } = event;
			return { ...before, standIns: [...except(standIns, event), { ...standIn, vote: delegates ? asked : null }] };
		}
		case 'stand-in-withdrawn':
			return { ...before, standIns: except(standIns, event) };
		case 'delegation-approved':
		case 'delegation-refused':
			return {
				...before,
				standIns: standIns.map((each) => (isOf(each, event) ? { ...each, vote: decided(event) } : each))
			};
	}
}

type OfUnit = { readonly unitId: string };

function isOf(one: OfUnit, other: OfUnit): boolean {
	return one.unitId === other.unitId;
}

function except<Each extends OfUnit>(list: readonly Each[], of: OfUnit): readonly Each[] {
	return list.filter((each) => !isOf(each, of));
}

function decided({ by, why = null }: { readonly by: string; readonly why?: string | null }): Standing {
	return { standing: why === null ? 'approved' : 'refused', decidedBy: by, why };
}
