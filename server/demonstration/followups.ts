/** What became of the demonstration's decisions, each step by somebody who may take it. */
import { dayOf } from '#shared/foundation/time.ts';
import type { Stage } from './index.ts';
import type { DemoMeeting, DemoTask } from './meetings.ts';

type Case = { readonly stage: Stage; readonly id: string; readonly task: DemoTask; readonly decided: number };

/** Follow-ups open under ids derived from their decisions; the store says which action each came from. */
export async function carry(stage: Stage, meeting: DemoMeeting): Promise<void> {
	const decisions = stage.grounds.storage
		.facts(`decisions:${meeting.id}`)
		.filter(({ type }) => type === 'adopted')
		.map(({ payload }) => payload as { readonly decisionId: string; readonly actionId: string | null });
	const tasks = meeting.items.flatMap((item) =>
		(item.tasks ?? []).map((task, index) => ({ task, actionId: `${item.id}-a${index + 1}` }))
	);
	for (const { task, actionId } of tasks) {
		const decision = decisions.find((adopted) => adopted.actionId === actionId);
		if (!decision) throw new Error(`no decision took ${actionId}`);
		await carryOne({ stage, id: `f-${decision.decisionId}`, task, decided: meeting.day });
	}
}

async function carryOne(one: Case): Promise<void> {
	const { stage, id, task, decided } = one;
	const { act, on, who, of } = stage;
	const lead = of(task.lead);
	if (task.went === 'draft') return;
	await act('followups/assign', id, who('secretary'), on(decided + 1), {
		verifierUnitId: task.lead === 'u-edu' ? 'u-gov' : 'u-edu'
	});
	if (task.went === 'assigned') return;
	await act('followups/receive', id, lead, on(decided + 2));
	await act('followups/begin', id, lead, on(decided + 2, 660));
	await reportAlong(one);
	if (task.went === 'working' || task.went === 'behind' || task.went === 'overdue') return;
	for (const co of task.co ?? []) {
		await act('followups/co-step', id, of(co), on(task.due - 8), {
			unitId: co,
			state: 'done',
			text: '配合事项已完成，材料已送牵头单位。'
		});
	}
	await handIn(one);
}

const lines = ['已制定方案，明确到人。', '按计划推进，完成过半。', '主体工作完成，正在收尾。'];

/** Reports in time for the reporting cycle, with a progress that fits how it went. */
async function reportAlong({ stage, id, task, decided }: Case): Promise<void> {
	const { act, on, of } = stage;
	const last = Math.min(task.due - 7, task.went === 'overdue' ? -8 : -2);
	const from = decided + 9;
	const ends = { behind: 30, overdue: 60 }[task.went as string] ?? 90;
	const days = Array.from({ length: Math.max(1, Math.ceil((last - from) / 12)) }, (_, index) =>
		Math.min(from + index * 12, last)
	);
	for (const [index, day] of days.entries()) {
		const percent = Math.round((ends * (index + 1)) / (days.length + (task.went === 'working' ? 1 : 0)));
		await act('followups/report', id, of(task.lead), on(day), { text: lines[Math.min(index, 2)], percent });
	}
}

async function handIn({ stage, id, task }: Case): Promise<void> {
	const { act, on, of, who } = stage;
	const lead = of(task.lead);
	const verifier = of(task.lead === 'u-edu' ? 'u-gov' : 'u-edu');
	const body = { text: '各项措施已落实，请复核。', evidence: [{ text: '完成情况报告及现场照片', ref: null }] };
	const submittedOn = task.went === 'submitted' ? -1 : task.went === 'closed-late' ? task.due + 5 : task.due - 5;
	await act('followups/submit', id, lead, on(submittedOn), body);
	if (task.went === 'submitted') return;
	if (task.went === 'closed-second-try') {
		const redoOn = stage.on(task.due + 6);
		await act('followups/send-back', id, verifier, on(submittedOn + 2), {
			reason: '公示材料不全，请补齐后再报。',
			redoOn: dayOf(redoOn)
		});
		await act('followups/submit', id, lead, on(task.due + 4), body);
	}
	const checkedOn = (task.went === 'closed-second-try' ? task.due + 4 : submittedOn) + 2;
	await act('followups/verify', id, verifier, on(checkedOn), { text: '现场核查属实。' });
	await act('followups/close', id, who('secretary'), on(checkedOn + 1));
}
