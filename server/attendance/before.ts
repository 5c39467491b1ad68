/** The doors of what is asked before the meeting: who comes, leave, stand-ins, and what the chair says to it. */
import { attendanceSchemas, type NamedStandIn } from '#shared/attendance/commands.ts';
import {
	answer,
	askLeave,
	decideDelegation,
	decideLeave,
	nameStandIn,
	unitSpokenFor,
	withdrawLeave,
	withdrawStandIn,
	type Named
} from '#shared/attendance/decide-before.ts';
import type { Attendance, AttendanceEvent } from '#shared/attendance/model.ts';
import type { Subject } from '#shared/auth/may.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import type { Grounds } from '#server/grounds.ts';
import type { Told } from '#server/storage/book.ts';
import type { Give } from './index.ts';

type Needs = { readonly subject: (meetingId: string) => Subject | null; readonly give: Give };

export function serveBefore({ doors, auth }: Grounds, { subject, give }: Needs): void {
	const speaks = { may: 'attendance.answer', of: subject } as const;
	const decides = { may: 'attendance.decide', of: subject } as const;
	const named = async ({ personId, account, delegates = false }: NamedStandIn): Promise<Result<Named>> => {
		const found =
			personId !== undefined
				? await auth.person(personId)
				: account === undefined
					? null
					: ((await auth.people('account', [account.trim()]))[0] ?? null);
		return found ? done({ person: found, delegates }) : refuse('no-such-person', {}, ['standIn']);
	};

	doors.command({
		...speaks,
		name: 'attendance/answer',
		summary: 'Who comes for a unit. The id is the meeting.',
		body: attendanceSchemas.answer,
		run: async ({ id, body, ...by }) => {
			const spoken = unitSpokenFor(by.person, body.unitId, subject(id)?.participantUnitIds ?? []);
			const acting = spoken.ok ? await auth.people('id', body.coming) : [];
			return told(
				await give(id, by, { answer: body }, (state, facts) =>
					answer(state, { unitId: body.unitId, coming: body.coming, acting }, { ...facts, asker: by.person })
				)
			);
		}
	});
	doors.command({
		...speaks,
		name: 'attendance/ask-leave',
		summary: 'Asks for leave for a unit, with a reason, and with a stand-in if there is one (请假、代会).',
		body: attendanceSchemas['ask-leave'],
		run: async ({ id, body, ...by }) => {
			const standIn = body.standIn ? await named(body.standIn) : done(null);
			if (!standIn.ok) return standIn;
			const { unitId, reason } = body;
			return told(
				await give(id, by, { 'ask-leave': body }, (state, facts) =>
					askLeave(state, { unitId, reason, standIn: standIn.value }, { ...facts, asker: by.person })
				)
			);
		}
	});
	doors.command({
		...speaks,
		name: 'attendance/name-stand-in',
		summary: 'Names who stands in for a unit, by id or by account; `delegates` asks that they may vote.',
		body: attendanceSchemas['name-stand-in'],
		run: async ({ id, body: { unitId, ...whom }, ...by }) => {
			const standIn = await named(whom);
			if (!standIn.ok) return standIn;
			return told(
				await give(id, by, { 'name-stand-in': { unitId, ...whom } }, (state, facts) =>
					nameStandIn(state, { unitId, ...standIn.value }, { ...facts, asker: by.person })
				)
			);
		}
	});
	for (const [verb, withdraw] of [
		['withdraw-leave', withdrawLeave],
		['withdraw-stand-in', withdrawStandIn]
	] as const) {
		doors.command({
			...speaks,
			name: `attendance/${verb}`,
			body: attendanceSchemas[verb],
			run: async ({ id, body: { unitId }, ...by }) =>
				told(
					await give(id, by, { [verb]: unitId ?? null }, (state, facts) =>
						withdraw(state, unitId, { ...facts, asker: by.person })
					)
				)
		});
	}
	for (const [what, decide] of [
		['leave', decideLeave],
		['delegation', decideDelegation]
	] as const) {
		doors.command({
			...decides,
			name: `attendance/approve-${what}`,
			body: attendanceSchemas[`approve-${what}`],
			run: async ({ id, body, ...by }) =>
				told(
					await give(id, by, { [`approve-${what}`]: body }, (state, facts) =>
						decide(state, { ...body, why: null }, { ...facts, asker: by.person })
					)
				)
		});
		doors.command({
			...decides,
			name: `attendance/refuse-${what}`,
			body: attendanceSchemas[`refuse-${what}`],
			run: async ({ id, body: { reason, ...of }, ...by }) =>
				told(
					await give(id, by, { [`refuse-${what}`]: of, reason }, (state, facts) =>
						decide(state, { ...of, why: reason }, { ...facts, asker: by.person })
					)
				)
		});
	}
}

function told(given: Result<Told<Attendance, AttendanceEvent>>): Result<unknown> {
	return given.ok ? done({ seq: given.value.seq, events: given.value.events }) : given;
}
