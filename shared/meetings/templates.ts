/** What a new meeting of each kind begins with [M35]. The wording is official Chinese: a notice is a document, not a screen. */
import type { TemplateName } from '#shared/units/model.ts';

export type MeetingTemplate = {
	/** `{subject}` is what the office types; without one its brackets go too. Empty: the number alone names the meeting. */
	readonly title: string;
	/** An example of a subject; empty where none is asked for. */
	readonly subject: string;
	/** Null: as long as the council's meetings usually are. */
	readonly plannedMinutes: number | null;
	/** `byOffice`: the office's unit reports. */
	readonly agenda: readonly { readonly title: string; readonly minutes: number; readonly byOffice: boolean }[];
	/** Between date and matters: 现定于…召开。 */
	readonly invitation: string;
	/** 有关要求 */
	readonly requests: readonly string[];
};

const answer = '请各单位收到通知后，在系统内回复参会、请假或代会人员；因故不能参加的，请提前向召集人请假。';
const papers = '请汇报单位按要求准备材料，汇报内容简明扼要。';

export const templates: Readonly<Record<TemplateName, MeetingTemplate>> = {
	joint: {
		title: '',
		subject: '',
		plannedMinutes: null,
		// Its item 1 is taken from the ledger on the agenda itself, with a preview: nothing is added twice.
		agenda: [],
		invitation: '经研究，定于近期召开联席会议，现将有关事项通知如下：',
		requests: [answer, papers]
	},
	topic: {
		title: '{subject}专题协调会',
		subject: '校车安全',
		plannedMinutes: 60,
		agenda: [
			{ title: '通报情况和需要协调的问题', minutes: 10, byOffice: true },
			{ title: '相关单位发表意见', minutes: 30, byOffice: false },
			{ title: '明确分工和时限', minutes: 20, byOffice: false }
		],
		invitation: '为协调解决有关问题，定于近期召开专题协调会，现将有关事项通知如下：',
		requests: [answer, '请参会人员熟悉情况，能够代表本单位表态。']
	},
	'on-site': {
		title: '{subject}现场办公会',
		subject: '东河镇中心校',
		plannedMinutes: 120,
		agenda: [
			{ title: '实地查看', minutes: 40, byOffice: false },
			{ title: '基层反映情况和请求', minutes: 30, byOffice: false },
			{ title: '现场议定办理意见', minutes: 50, byOffice: false }
		],
		invitation: '为现场研究解决基层反映的问题，定于近期召开现场办公会，现将有关事项通知如下：',
		requests: [answer, '请自行前往集合地点，轻车简从，不搞迎送，不需准备汇报展板。']
	},
	review: {
		title: '{subject}督查反馈会',
		subject: '校园安全',
		plannedMinutes: 60,
		agenda: [
			{ title: '通报督查情况', minutes: 20, byOffice: true },
			{ title: '被督查单位说明情况', minutes: 20, byOffice: false },
			{ title: '明确整改事项、责任单位和时限', minutes: 20, byOffice: false }
		],
		invitation: '为反馈督查情况、落实整改责任，定于近期召开督查反馈会，现将有关事项通知如下：',
		requests: [answer, '请被督查单位就反馈的问题准备书面说明，实事求是。']
	}
};

export function titleOf({ title }: Pick<MeetingTemplate, 'title'>, subject: string): string {
	return title === '' ? subject.trim() : title.replace('{subject}', subject.trim());
}
