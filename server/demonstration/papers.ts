/** Papers of the live meeting and of the next one: one in time, one late, one for the coming agenda. */
import { liveMeeting, nextMeeting } from './meetings.ts';
import type { DemonstrationNeeds, Stage } from './index.ts';

const DAY = 86_400_000;
const papers = [
	{
		meetingId: liveMeeting.id,
		itemId: 'i-4-3',
		account: 'liaison-police',
		name: '校园周边道路交通安全隐患清单.csv',
		text: '序号,地点,隐患,状态\n1,东河镇中心小学门口,无减速带,待整治\n2,西岭学校门口,无信号灯,待整治\n3,柳林街道实验小学东侧,占道停车,已整治\n',
		ago: 3 * DAY
	},
	{
		meetingId: liveMeeting.id,
		itemId: 'i-4-4',
		account: 'liaison-finance',
		name: '义务教育学校建设资金拨付情况.txt',
		text: '义务教育学校建设资金拨付情况\n一、年度安排和到位情况。\n二、已拨付和未拨付项目。\n三、下一步打算。\n',
		ago: 3_600_000
	},
	{
		meetingId: nextMeeting.id,
		itemId: 'i-5-2',
		account: 'secretary',
		name: '寒假学生安全工作提示（征求意见稿）.txt',
		text: '寒假学生安全工作提示（征求意见稿）\n一、离校前排查。\n二、假期巡查和家访。\n三、值班和信息报送。\n',
		ago: 2 * DAY
	}
] as const;

export async function handInPapers({ grounds, act, who }: Stage, needs: DemonstrationNeeds): Promise<void> {
	for (const { meetingId, itemId, account, name, text, ago } of papers) {
		const person = who(account);
		const upload = `demonstration-of-${itemId}`;
		const bytes = Buffer.from(text);
		await needs.receive(person.id, upload, bytes);
		const body = { itemId, upload, name, bytes: bytes.length, confirmed: true };
		await act('meetings/add-paper', meetingId, person, grounds.clock() - ago, body);
	}
}
