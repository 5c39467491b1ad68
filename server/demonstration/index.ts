/**
 * Fills an empty data folder with the demonstration county. Its people act through the same doors as everybody, at
 * instants of the past: what a rule would refuse them is refused here too, and stops the filling.
 */
import { addAction } from '#shared/actions/document.ts';
import { addItem } from '#shared/agenda/document.ts';
import { addDays, dayOf, instantOf, type IsoDate } from '#shared/foundation/time.ts';
import type { Person } from '#shared/auth/model.ts';
import type { Result } from '#shared/foundation/result.ts';
import { appendBlocks, type Block } from '#shared/minutes/document.ts';
import { reasonOf, setMark, sheetName } from '#shared/evaluations/document.ts';
import { quarterOf } from '#shared/foundation/time.ts';
import type { Grounds } from '#server/grounds.ts';
import { council, councilId, password, people, units } from './county.ts';
import { carry } from './followups.ts';
import { handInPapers } from './papers.ts';
import { closedMeetings, liveMeeting, nextMeeting, type DemoItem, type DemoMeeting } from './meetings.ts';
import { speakersOf, voteOn } from './speaking.ts';
import { proposeTopics } from './topics.ts';

export type DemonstrationNeeds = {
	/** Units with their ids, and the council. */
	readonly foundCounty: (county: {
		readonly units: typeof units;
		readonly council: typeof council;
		readonly at: number;
	}) => Promise<void>;
	/** A meeting with this id, in draft. */
	readonly schedule: (
		id: string,
		meeting: {
			readonly councilId: string;
			readonly startsAt: number;
			readonly plannedMinutes: number;
			readonly place: string;
		},
		by: { readonly person: Person; readonly at: number }
	) => Promise<Result<unknown>>;
	/** Bytes of a paper, as if this person had uploaded them. */
	readonly receive: (personId: string, upload: string, bytes: Buffer) => Promise<void>;
	/** Ids are counted from here on, so that they are the same in every county. Null: as usual again. */
	readonly countIds: (prefix: string | null) => void;
};

/** What the filling works with. */
export type Stage = {
	readonly grounds: Grounds;
	readonly today: IsoDate;
	/** An instant on a day counted from today. */
	readonly on: (day: number, minutes?: number) => number;
	readonly who: (account: string) => Person;
	/** Somebody who acts for a unit: its liaison, else its member. */
	readonly of: (unitId: string) => Person;
	/** Through the door, as this person, then. Throws when refused: the demonstration would not be true. */
	readonly act: (
		name: string,
		id: string,
		...by: [person: Person, at: number, body?: object]
	) => Promise<Record<string, unknown>>;
};

export async function fillDemonstration(grounds: Grounds, needs: DemonstrationNeeds): Promise<void> {
	const { clock, auth, log } = grounds;
	const now = clock();
	const today = dayOf(now);
	const started = performance.now();
	needs.countIds('demo');
	try {
		const on = (day: number, minutes = 600): number => Math.min(instantOf(addDays(today, day), minutes), now);
		await needs.foundCounty({ units, council, at: on(-400) });
		const added = await auth.add(people.map((one) => ({ ...one, password })));
		if (!added.ok) throw new Error(`the demonstration's people: ${added.refusal.code}`);
		const stage: Stage = { grounds, today, on, who, of, act: actor(grounds) };
		for (const meeting of closedMeetings) await hold(stage, needs, meeting);
		await goLive(stage, needs, now);
		await prepare(stage, needs, nextMeeting, instantOf(addDays(today, nextMeeting.day), nextMeeting.from));
		await proposeTopics(stage);
		await handInPapers(stage, needs);
		await evaluate(stage);
	} finally {
		needs.countIds(null);
	}
	log.info({ ms: Math.round(performance.now() - started) }, 'filled the demonstration county');
}

function who(account: string): Person {
	const found = people.find((one) => one.account === account);
	if (!found) throw new Error(`nobody in the demonstration is called ${account}`);
	return found;
}

function of(unitId: string): Person {
	const holds = (role: string) => (one: Person) =>
		one.holdings.some((held) => held.role === role && 'unitId' in held && held.unitId === unitId);
	const found = people.find(holds('liaison')) ?? people.find(holds('member'));
	if (!found) throw new Error(`nobody in the demonstration acts for ${unitId}`);
	return found;
}

function actor({ doors }: Grounds): Stage['act'] {
	return async (name, id, ...[person, at, body = {}]) => {
		const answer = await doors.perform(name, { person, id, body, at });
		if (!answer.ok)
			throw new Error(
				`${name} ${id} by ${person.account}: ${answer.refusal.code} ${JSON.stringify(answer.refusal.params ?? {})}`
			);
		return answer.value as Record<string, unknown>;
	};
}

async function prepare(stage: Stage, needs: DemonstrationNeeds, meeting: DemoMeeting, startsAt: number): Promise<void> {
	const { grounds, act } = stage;
	const secretary = who('secretary');
	const at = Math.min(startsAt - 8 * 86_400_000, grounds.clock());
	const { id, plannedMinutes, place } = meeting;
	const scheduled = await needs.schedule(id, { councilId, startsAt, plannedMinutes, place }, { person: secretary, at });
	if (!scheduled.ok) throw new Error(`scheduling ${id}: ${scheduled.refusal.code}`);
	await grounds.sync.edit(`meeting:${id}:agenda:1`, (doc) => {
		for (const { id: itemId, title, unitId, minutes } of meeting.items)
			addItem(doc, { id: itemId, title, unitId, minutes });
	});
	await act('meetings/publish', id, secretary, at + 1000);
}

async function checkInAll({ act }: Stage, id: string, at: number, accounts: readonly string[]): Promise<void> {
	for (const [index, account] of accounts.entries())
		await act('attendance/check-in', id, who(account), at + index * 7000);
}

const attending = people.filter(({ account }) => account.startsWith('member-')).map(({ account }) => account);

/** A whole meeting of the past: held, concluded, written up, closed, and what came of it. */
async function hold(stage: Stage, needs: DemonstrationNeeds, meeting: DemoMeeting): Promise<void> {
	const { on, act, grounds } = stage;
	const chair = who('convener');
	const startsAt = on(meeting.day, meeting.from);
	await prepare(stage, needs, meeting, startsAt);
	const present = attending.slice(0, 12);
	await checkInAll(stage, meeting.id, startsAt - 300_000, ['convener', 'secretary', ...present]);
	await act('meetings/start', meeting.id, chair, startsAt);
	const speak = speakersOf(meeting.id, stage, present);
	let at = startsAt;
	let from: string | null = null;
	for (const item of meeting.items) {
		await act('meetings/next', meeting.id, chair, at, { from });
		from = item.id;
		const until = at + item.minutes * 60_000;
		await speak(item, { from: at, until });
		await voteOn(stage, { id: meeting.id, item, at: until - 120_000 }, present);
		at = until;
		await conclude(stage, meeting, item, at - 30_000);
	}
	await act('meetings/end', meeting.id, chair, at);
	await writeUp(stage, meeting, meeting.items);
	await act('meetings/close', meeting.id, who('secretary'), at + 86_400_000);
	await grounds.outbox.drained();
	await carry(stage, meeting);
}

async function conclude(stage: Stage, meeting: DemoMeeting, item: DemoItem, at: number): Promise<void> {
	const actionIds = await propose(stage, meeting, item);
	if (actionIds.length === 0 && item.conclusion === undefined) return;
	await stage.act('decisions/conclude', meeting.id, who('convener'), at, {
		itemId: item.id,
		kind: 'agreed',
		text: item.conclusion ?? '',
		actionIds
	});
}

/** Ids of the proposed actions: the item's own, counted. */
async function propose({ grounds, today }: Stage, meeting: DemoMeeting, item: DemoItem): Promise<readonly string[]> {
	const tasks = (item.tasks ?? []).map((task, index) => ({ ...task, id: `${item.id}-a${index + 1}` }));
	if (tasks.length === 0) return [];
	await grounds.sync.edit(`meeting:${meeting.id}:actions:1`, (doc) => {
		for (const { id, text, lead, co, due } of tasks) {
			addAction(doc, { id, text, leadUnitId: lead, coUnitIds: co ?? [], dueOn: addDays(today, due), itemId: item.id });
		}
	});
	return tasks.map(({ id }) => id);
}

async function writeUp({ grounds }: Stage, meeting: DemoMeeting, items: readonly DemoItem[]): Promise<void> {
	const blocks = items.flatMap((item, index): readonly Block[] => [
		{ kind: 'heading', level: 1, text: `${'一二三四五六七八九十'.charAt(index)}、${item.title}` },
		...(item.said ?? []).map((text) => ({ kind: 'paragraph' as const, text })),
		...(item.conclusion === undefined ? [] : [{ kind: 'paragraph' as const, text: `会议议定：${item.conclusion}` }])
	]);
	await grounds.sync.edit(`meeting:${meeting.id}:minutes:1`, (doc) => appendBlocks(doc, blocks));
}

/** The one that is live: it began 39 minutes ago, two items are done, the third has been on the table for 14 minutes. */
async function goLive(stage: Stage, needs: DemonstrationNeeds, now: number): Promise<void> {
	const { act } = stage;
	const chair = who('convener');
	const [first, second, third] = liveMeeting.items;
	if (!first || !second || !third) throw new Error('the live meeting has three items at least');
	const startsAt = now - 39 * 60_000;
	await prepare(stage, needs, liveMeeting, startsAt);
	const present = attending.slice(4);
	await checkInAll(stage, liveMeeting.id, startsAt - 300_000, ['convener', 'secretary', 'secretary2', ...present]);
	await act('meetings/start', liveMeeting.id, chair, startsAt);
	const minute = (after: number): number => startsAt + after * 60_000;
	await act('meetings/next', liveMeeting.id, chair, startsAt, { from: null });
	await act('meetings/next', liveMeeting.id, chair, minute(17), { from: first.id });
	await conclude(stage, liveMeeting, second, minute(24));
	await act('meetings/next', liveMeeting.id, chair, minute(25), { from: second.id });
	await propose(stage, liveMeeting, third);
	await writeUp(stage, liveMeeting, [first, second, third]);
}

/** Two evaluators have marked some units of the quarters that are over; the office has settled them. */
async function evaluate({ grounds, today, act, on }: Stage): Promise<void> {
	const marks = [
		{ unitId: 'u-police', marks: [5, 4] },
		{ unitId: 'u-edu', marks: [5, 5] },
		{ unitId: 'u-market', marks: [4, 4] },
		{ unitId: 'u-finance', marks: [3, 4] },
		{ unitId: 'u-xiling', marks: [4, 5] },
		{ unitId: 'u-donghe', marks: [4, 3] }
	];
	const reasons = ['主动对接，协办事项都提前反馈。', '配合及时，资料完整。'];
	for (const back of [-270, -180, -90]) {
		const period = quarterOf(addDays(today, back));
		for (const { unitId, marks: given } of marks) {
			await grounds.sync.edit(sheetName(period, unitId), (doc) => {
				for (const [index, account] of ['evaluator', 'evaluator2'].entries()) {
					setMark(doc, `p-${account}`, given[index] ?? 3);
					reasonOf(doc, `p-${account}`).insert(0, reasons[index] ?? '');
				}
			});
			await act('evaluations/settle', period, who('convener'), on(back + 95), { unitId });
		}
	}
}
