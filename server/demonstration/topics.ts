/** The pool of topics: what units and the grassroots have proposed, what the office said to it, and whom others support. */
import { addDays } from '#shared/foundation/time.ts';
import type { Person } from '#shared/auth/model.ts';
import type { TopicCategory, TopicPriority } from '#shared/topics/model.ts';
import { councilId } from './county.ts';
import type { Stage } from './index.ts';
import { nextMeeting } from './meetings.ts';

type DemoTopic = {
	readonly title: string;
	readonly unitId: string;
	readonly day: number;
	readonly category: TopicCategory;
	readonly priority?: TopicPriority;
	readonly matter: string;
	readonly facts: string;
	readonly request: string;
	readonly minutes: number;
	readonly supporters?: readonly { readonly unitId: string; readonly sentence: string }[];
	/** What the office did with it; left out while it waits. */
	readonly verdict?: 'accept' | 'schedule' | 'defer';
	readonly reason?: string;
};

const topics: readonly DemoTopic[] = [
	{
		title: '寄宿生周末返家班车',
		unitId: 'u-xiling-school',
		day: -12,
		category: 'safety',
		matter: '西岭乡九年制学校寄宿生周五返家无班车，多由家长骑摩托车接送。',
		facts: '寄宿生一百八十余人，最远的村离校二十三公里；学校与客运公司谈过两次，票价没有谈拢。',
		request: '请交通局牵头核定线路和票价，周五、周日各开一班。',
		minutes: 10,
		supporters: [
			{ unitId: 'u-xiling', sentence: '乡里愿意承担候车点的看护。' },
			{ unitId: 'u-police', sentence: '可与周五护学岗一并安排。' }
		],
		verdict: 'schedule',
		reason: '涉及三个部门，列入下次会议。'
	},
	{
		title: '集镇中心小学学位缺口',
		unitId: 'u-donghe',
		day: -9,
		category: 'enrolment',
		priority: 'plan-first',
		matter: '东河镇明年秋季一年级预计缺学位两个班。',
		facts: '随迁子女逐年增加，教学点撤并后学生集中到集镇；镇里已腾出旧粮站，但没有改造资金。',
		request: '请明确改造资金来源，并核定所需教师编制。',
		minutes: 20,
		supporters: [
			{ unitId: 'u-edu', sentence: '与学位预测一致。' },
			{ unitId: 'u-liulin', sentence: '' }
		],
		verdict: 'accept',
		reason: '情况清楚，请发改局、财政局会前提出意见。'
	},
	{
		title: '校园食堂燃气安全联查',
		unitId: 'u-market',
		day: -6,
		category: 'safety',
		matter: '部分学校食堂仍在使用瓶装液化气，存放间不合规范。',
		facts: '抽查四十九家，十一家存放间与操作间没有隔开。',
		request: '请住建局、消防部门与我局联合检查一次，列出改造清单。',
		minutes: 10,
		verdict: 'defer',
		reason: '住建局正在开展专项排查，待结果出来后一并研究。'
	},
	{
		title: '乡镇教师周转房水电费分担',
		unitId: 'u-xiling',
		day: -2,
		category: 'teachers',
		priority: 'solve-first',
		matter: '周转房已经入住，公共部分水电费没有明确由谁承担。',
		facts: '乡里垫付了两个季度。',
		request: '请财政局、教育局明确分担办法。',
		minutes: 10
	}
];

export async function proposeTopics({ act, of, who, on, today }: Stage): Promise<void> {
	const office = who('secretary');
	for (const { unitId, day, supporters = [], verdict, reason = '', ...content } of topics) {
		const at = on(day);
		const by: Person = of(unitId);
		const { title, category, priority, matter, facts, request, minutes } = content;
		const body = { unitId, title, category, ...(priority && { priority }), matter, facts, request, minutes };
		const { id } = await act('councils/draft-topic', councilId, by, at, body);
		const topic = String(id);
		await act('topics/propose', topic, by, at + 60_000);
		for (const [index, support] of supporters.entries())
			await act('topics/support', topic, of(support.unitId), at + (index + 2) * 3_600_000, support);
		const judged = on(day + 1);
		if (verdict === 'defer') await act('topics/defer', topic, office, judged, { reason, until: addDays(today, 30) });
		if (verdict === 'accept' || verdict === 'schedule') await act('topics/accept', topic, office, judged, { reason });
		if (verdict === 'schedule')
			await act('topics/schedule', topic, office, judged + 60_000, { meetingId: nextMeeting.id });
	}
}
