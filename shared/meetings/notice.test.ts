import { describe, expect, test } from 'vitest';
import { instantOf } from '#shared/foundation/time.ts';
import { meetingTemplates } from '#shared/units/model.ts';
import { apply, noMeeting } from './apply.ts';
import { schedule, decide, type Facts } from './decide.ts';
import { phases, type Meeting, type MeetingEvent } from './model.ts';
import { entryOf, hasEntry, noticeOf, noticeText, type NoticeFacts } from './notice.ts';
import { templates, titleOf } from './templates.ts';

const at = instantOf('2026-12-01', 9 * 60);
const details = {
	title: '',
	startsAt: instantOf('2026-12-09', 15 * 60),
	plannedMinutes: 90,
	place: '县政府第二会议室',
	invitedUnitIds: []
};
const person = { id: 's', account: 's', name: 's', unitId: 'u', post: '', holdings: [] };
const facts: Facts = {
	person,
	at,
	agenda: [],
	chairIds: [],
	chairGoneSince: null,
	memberUnitIds: [],
	quorum: null
};
const told = (meeting: Meeting, judged: ReturnType<typeof decide>): Meeting => {
	if (!judged.ok) throw new Error(judged.refusal.code);
	return (judged.value as readonly MeetingEvent[]).reduce(apply, meeting);
};
const draft = told(
	noMeeting('m'),
	schedule(noMeeting('m'), { councilId: 'c', year: 2026, ordinal: 5, ...details }, facts)
);
const about: Omit<NoticeFacts, 'meeting'> = {
	councilName: '教育工作联席会议',
	officeName: '县教育局',
	memberNames: ['县教育局', '县公安局'],
	guestNames: ['东河镇'],
	agenda: [
		{ title: '校园安全', unitName: '县公安局', minutes: 20 },
		{ title: '', unitName: '', minutes: 0 }
	],
	publishedOn: '2026-12-01'
};

describe('the notice', () => {
	test('[M36] names time, place, topics, units and requests, in the order of an official notice', () => {
		expect(noticeText(noticeOf({ meeting: draft, ...about }))).toBe(
			[
				'关于召开教育工作联席会议2026年第5次会议的通知',
				'',
				'各成员单位、特邀单位：',
				'　　经研究，定于近期召开联席会议，现将有关事项通知如下：',
				'　　一、会议时间',
				'　　2026年12月9日（星期三）15:00，预计90分钟。',
				'　　二、会议地点',
				'　　县政府第二会议室。',
				'　　三、会议议题',
				'　　1. 校园安全（县公安局，20分钟）',
				'　　2. （议题待定）',
				'　　四、参加单位',
				'　　成员单位：县教育局、县公安局。',
				'　　特邀单位：东河镇。',
				'　　五、有关要求',
				'　　1. 请各单位收到通知后，在系统内回复参会、请假或代会人员；因故不能参加的，请提前向召集人请假。',
				'　　2. 请汇报单位按要求准备材料，汇报内容简明扼要。',
				'',
				'教育工作联席会议办公室（县教育局）',
				'2026年12月1日'
			].join('\n')
		);
	});

	test('[M36] reads the same before and after publication', () => {
		const published = told(draft, decide(draft, { command: 'publish' }, facts));
		expect(noticeOf({ meeting: published, ...about })).toEqual(noticeOf({ meeting: draft, ...about }));
	});

	test('[M36] says what is not settled yet', () => {
		const bare = { ...about, agenda: [], guestNames: [], memberNames: [] };
		const text = noticeText(noticeOf({ meeting: { ...draft, place: '' }, ...bare }));
		expect(text).toContain('二、会议地点\n　　另行通知。');
		expect(text).toContain('三、会议议题\n　　另行通知。');
		expect(text).toContain('各成员单位：\n');
		expect(text).not.toContain('特邀');
	});

	test.each(meetingTemplates)('[M35] %s gives its own wording, and items that fit its length', (name) => {
		const text = noticeText(noticeOf({ meeting: { ...draft, template: name }, ...about }));
		expect(text).toContain(templates[name].invitation);
		const minutes = templates[name].agenda.reduce((sum, item) => sum + item.minutes, 0);
		expect(minutes).toBeLessThanOrEqual(templates[name].plannedMinutes ?? details.plannedMinutes);
		expect(titleOf(templates[name], '校车')).not.toContain('{');
		expect(titleOf(templates[name], ' 校车 ')).toContain('校车');
	});
});

describe('the calendar entry', () => {
	test('[M38] exists from publication on, and for what was called off after it', () => {
		const states = phases.filter((state) => hasEntry({ state, publishedAt: null }));
		expect(states).toEqual(['published', 'live', 'minutes', 'closed']);
		expect(phases.filter((state) => hasEntry({ state, publishedAt: at }))).toEqual([
			...states,
			'cancelled',
			'postponed'
		]);
	});

	test('[M37] [M38] each change raises the revision; calling off says why', () => {
		const published = told(draft, decide(draft, { command: 'publish' }, facts));
		const moved = told(published, decide(published, { command: 'reschedule', place: '第一会议室' }, facts));
		const later = { ...facts, at: at + 60_000 };
		const postponed = told(moved, decide(moved, { command: 'postpone', reason: '召集人出差' }, later));
		const again = told(postponed, decide(postponed, { command: 'reschedule', startsAt: at + 86_400_000 }, later));
		const back = told(again, decide(again, { command: 'publish' }, later));
		const cancelled = told(back, decide(back, { command: 'cancel', reason: '合并召开' }, later));
		const all = [draft, published, moved, postponed, again, back, cancelled];
		expect(all.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6]);
		expect(cancelled.revisedAt).toBe(later.at);
		const entry = (meeting: Meeting) =>
			entryOf({ meeting, councilName: '教育工作联席会议', url: 'https://x/meetings/m' });
		expect(entry(published)).toMatchObject({
			summary: '教育工作联席会议2026年第5次会议',
			startsAt: details.startsAt,
			endsAt: details.startsAt + 90 * 60_000,
			status: 'confirmed'
		});
		expect(entry(postponed)).toMatchObject({ status: 'cancelled', summary: expect.stringMatching(/^【已延期】/) });
		expect(entry(cancelled).description).toMatch(/^取消原因：合并召开\n/);
		expect(entry(back).status).toBe('confirmed');
	});
});
