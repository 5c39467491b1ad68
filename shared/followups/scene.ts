/** One follow-up of the joint meeting told step by step: what the tests of this room stand on. */
import type { Person } from '#shared/auth/model.ts';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { instantOf } from '#shared/foundation/time.ts';
import { applyFollowup } from './apply.ts';
import type { CommandOf, FollowupCommand, Opening } from './commands.ts';
import { decideFollowup, openFollowup, type FollowupFacts } from './decide.ts';
import type { Followup, FollowupBook } from './model.ts';

const person = (id: string, unitId: string, ...holdings: Person['holdings']): Person => ({
	id,
	account: id,
	name: id,
	unitId,
	post: '',
	holdings
});
const council = 'c-education';
export const people = {
	office: person('p-office', 'u-office', { role: 'secretary', councilId: council }),
	/** Works in the office, and the office in the department that leads. */
	officeInLead: person('p-office-2', 'u-police', { role: 'secretary', councilId: council }),
	lead: person('p-lead', 'u-police', { role: 'liaison', unitId: 'u-police' }),
	co: person('p-co', 'u-transport', { role: 'liaison', unitId: 'u-transport' }),
	leader: person('p-leader', 'u-county', { role: 'supervising-leader', councilId: council }),
	stranger: person('p-stranger', 'u-finance', { role: 'liaison', unitId: 'u-finance' }),
	/** Works in the verifying unit, but is liaison of the lead. */
	twoHats: person('p-hats', 'u-office', { role: 'liaison', unitId: 'u-police' })
};
const unitIds = ['u-office', 'u-police', 'u-transport', 'u-finance', 'u-county'];
export const opening: Opening = {
	source: {
		decisionId: 'd-2',
		label: '第4次-2',
		councilId: council,
		meetingId: 'm-4',
		itemId: 'i-1',
		itemTitle: '交通安全'
	},
	text: '校门口施划减速标线',
	leadUnitId: 'u-police',
	coUnitIds: ['u-transport'],
	dueOn: '2026-12-18'
};
export const started = '2026-11-27';
export const at = (date: string, minutes = 9 * 60): number => instantOf(date, minutes);
export const facts = (who: Person, date: string): FollowupFacts => ({
	person: who,
	at: at(date),
	calendar: chinaCalendar,
	officeUnitId: 'u-office',
	unitIds
});

export function open(change: Partial<Opening> = {}): Followup {
	const answer = openFollowup(
		null,
		'f-1',
		{ ...opening, ...change },
		{ ...facts(people.office, '2026-11-26'), personId: null }
	);
	if (!answer.ok) throw new Error(answer.refusal.code);
	const book = answer.value.reduce<FollowupBook>(applyFollowup, null);
	if (!book) throw new Error('nothing opened');
	return book;
}
type Step = readonly [Person, string, FollowupCommand];
export function run(followup: Followup, ...steps: readonly Step[]): Followup {
	return steps.reduce((now, [who, date, command]) => {
		const answer = decideFollowup(now, command, facts(who, date));
		if (!answer.ok) throw new Error(`${command.type}: ${answer.refusal.code}`);
		const next = answer.value.reduce<FollowupBook>(applyFollowup, now);
		if (!next) throw new Error('gone');
		return next;
	}, followup);
}
export function refusal(followup: FollowupBook, who: Person, date: string, command: FollowupCommand): string | null {
	const answer = decideFollowup(followup, command, facts(who, date));
	return answer.ok ? null : answer.refusal.code;
}

export const assign: CommandOf<'assign'> = { type: 'assign' };
const evidence = [{ text: '施划前后照片 12 张', ref: null }];
export const submit: CommandOf<'submit'> = { type: 'submit', text: '已全部施划', evidence };
export const stepDone: CommandOf<'co-step'> = {
	type: 'co-step',
	unitId: 'u-transport',
	state: 'done',
	text: '标线材料已到位'
};
export const verify: CommandOf<'verify'> = { type: 'verify', text: '现场核对属实' };
export const report = (percent: number): FollowupCommand => ({ type: 'report', text: '推进中', percent });
export const assigned = (): Followup => run(open(), [people.office, started, assign]);
export const received = (): Followup => run(assigned(), [people.lead, '2026-11-30', { type: 'receive' }]);
export const working = (): Followup =>
	run(received(), [people.lead, '2026-12-01', report(40)], [people.co, '2026-12-02', stepDone]);
export const submitted = (date = '2026-12-10'): Followup => run(working(), [people.lead, date, submit]);
export const verified = (): Followup => run(submitted(), [people.office, '2026-12-11', verify]);
export const closed = (): Followup => run(verified(), [people.office, '2026-12-14', { type: 'close' }]);
export const paused = (): Followup =>
	run(
		working(),
		[people.lead, '2026-12-02', { type: 'ask-pause', reason: '低温无法施划' }],
		[people.leader, '2026-12-03', { type: 'decide-pause', grant: true, reason: '同意' }]
	);
export const askExtension = (dueOn: string): FollowupCommand => ({
	type: 'ask-extension',
	reason: '材料晚到',
	progress: '已完成四成',
	dueOn
});
export const grant: CommandOf<'decide-extension'> = { type: 'decide-extension', grant: true, reason: '同意' };
export const back: CommandOf<'send-back'> = { type: 'send-back', reason: '照片不全', redoOn: '2026-12-22' };
