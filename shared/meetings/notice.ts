/** What people receive of a meeting: the notice 会议通知 and the entry of their calendar [M36]. */
import { dayOf, weekday, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import type { Meeting } from './model.ts';
import { templates } from './templates.ts';
import { meetingLabel } from './views.ts';

type Told = Pick<
	Meeting,
	'year' | 'ordinal' | 'title' | 'startsAt' | 'plannedMinutes' | 'place' | 'template' | 'state' | 'reason'
>;

export type NoticeFacts = {
	readonly meeting: Told;
	readonly councilName: string;
	readonly officeName: string;
	readonly memberNames: readonly string[];
	readonly guestNames: readonly string[];
	readonly agenda: readonly { readonly title: string; readonly unitName: string; readonly minutes: number }[];
	/** The day that stands under the notice. */
	readonly publishedOn: IsoDate;
};

export type Notice = {
	readonly title: string;
	readonly to: string;
	readonly paragraphs: readonly string[];
	/** 落款 */
	readonly from: string;
	readonly date: string;
};

const NUMBERS = '一二三四五六七八九';
const UNNAMED = '（议题待定）';

/** "2026年12月9日（星期三）" */
function fullDate(date: IsoDate): string {
	return `${plainDate(date)}（星期${'一二三四五六日'[weekday(date) - 1]}）`;
}

function plainDate(date: IsoDate): string {
	const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
	return `${year}年${month}月${day}日`;
}

/** "15:00" */
function clockOf(at: Instant): string {
	const minutes = Math.floor(at / 60_000 + 8 * 60) % 1440;
	return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** "教育工作联席会议2026年第4次会议（校车安全专题协调会）" */
function fullName(meeting: Pick<Told, 'year' | 'ordinal' | 'title'>, councilName: string): string {
	return `${councilName}${meetingLabel(meeting)}${meeting.title === '' ? '' : `（${meeting.title}）`}`;
}

export function noticeOf(facts: NoticeFacts): Notice {
	const { meeting, councilName, officeName, memberNames, guestNames, agenda } = facts;
	const { invitation, requests } = templates[meeting.template ?? 'joint'];
	const items = agenda.map(
		({ title, unitName, minutes }, index) =>
			`${index + 1}. ${title === '' ? UNNAMED : title}${aside([unitName, minutes > 0 ? `${minutes}分钟` : ''])}`
	);
	const sections: readonly (readonly [string, readonly string[]])[] = [
		[
			'会议时间',
			[`${fullDate(dayOf(meeting.startsAt))}${clockOf(meeting.startsAt)}，预计${meeting.plannedMinutes}分钟。`]
		],
		['会议地点', [meeting.place === '' ? '另行通知。' : `${meeting.place}。`]],
		['会议议题', items.length === 0 ? ['另行通知。'] : items],
		[
			'参加单位',
			[`成员单位：${listed(memberNames)}`, ...(guestNames.length === 0 ? [] : [`特邀单位：${listed(guestNames)}`])]
		],
		['有关要求', requests.length === 1 ? requests : requests.map((request, index) => `${index + 1}. ${request}`)]
	];
	return {
		title: `关于召开${fullName(meeting, councilName)}的通知`,
		to: guestNames.length === 0 ? '各成员单位：' : '各成员单位、特邀单位：',
		paragraphs: [invitation, ...sections.flatMap(([name, lines], index) => [`${NUMBERS[index]}、${name}`, ...lines])],
		from: officeName === '' ? `${councilName}办公室` : `${councilName}办公室（${officeName}）`,
		date: plainDate(facts.publishedOn)
	};
}

/** For the clipboard, and for whatever channel the office uses besides. */
export function noticeText({ title, to, paragraphs, from, date }: Notice): string {
	return [title, '', to, ...paragraphs.map((line) => `　　${line}`), '', from, date].join('\n');
}

function aside(words: readonly string[]): string {
	const said = words.filter((word) => word !== '');
	return said.length === 0 ? '' : `（${said.join('，')}）`;
}

function listed(names: readonly string[]): string {
	return names.length === 0 ? '无。' : `${names.join('、')}。`;
}

export type CalendarEntry = {
	readonly summary: string;
	readonly place: string;
	readonly description: string;
	readonly startsAt: Instant;
	readonly endsAt: Instant;
	readonly status: 'confirmed' | 'cancelled';
	/** Where one answers: 参会回执. */
	readonly url: string;
};

type EntryFacts = { readonly meeting: Told; readonly councilName: string; readonly url: string };

/** [M38] Whether calendars have an entry of it. */
export function hasEntry({ state, publishedAt }: Pick<Meeting, 'state' | 'publishedAt'>): boolean {
	switch (state) {
		case 'published':
		case 'live':
		case 'minutes':
		case 'closed':
			return true;
		case 'cancelled':
		case 'postponed':
			return publishedAt !== null;
		case 'none':
		case 'draft':
		case 'calling':
			return false;
	}
}

export function entryOf({ meeting, councilName, url }: EntryFacts): CalendarEntry {
	const word = meeting.state === 'cancelled' ? '【已取消】' : meeting.state === 'postponed' ? '【已延期】' : '';
	const reason = word === '' || meeting.reason === null ? [] : [`${word.slice(2, 4)}原因：${meeting.reason}`];
	return {
		summary: `${word}${fullName(meeting, councilName)}`,
		place: meeting.place,
		description: [...reason, `时间、地点如有变动，以会议页面为准。参会回执、请假、代会请在会议页面办理：${url}`].join(
			'\n'
		),
		startsAt: meeting.startsAt,
		endsAt: meeting.startsAt + meeting.plannedMinutes * 60_000,
		status: word === '' ? 'confirmed' : 'cancelled',
		url
	};
}
