/** For laws.ts: everything anybody may ask of a meeting, its council and its topics, with something likely in it. */
import type { Chance } from '#shared/foundation/chance.ts';
import { council, members } from '#server/meetings/scene.ts';
import { conclusionKinds } from '#shared/decisions/model.ts';
import { speechKinds } from '#shared/floor/model.ts';
import { bases, choices, majorities, manners } from '#shared/votes/model.ts';

export const MEETING = 'm-1';
export const LATER = 'm-2';
export const liaisons = members.map((id) => `of-${id}`);
const leading = ['convener', 'deputy', 'secretary'] as const;
export const everybody = [...leading, ...liaisons, 'of-u-guest', 'leader', 'observer', 'outsider'];
export const items = [1, 2, 3].map((n) => `${MEETING}-${n}`);

export type Asked = { readonly who: string; readonly name: string; readonly body: Readonly<Record<string, unknown>> };

/** What may be put into a command: who asks, and what there is just now, mostly. */
export type Hand = Pick<Chance, 'of' | 'below'> & {
	readonly open: string | null;
	readonly itemId: string;
	readonly unitId: string;
	readonly who: string;
	readonly personId: string;
	readonly voteId: string;
	readonly round: number;
	readonly temperatureId: string;
	readonly turns: number;
	readonly topicId: string;
};

/** What a command is about: a topic, the council, or the meeting. */
export function targetOf(name: string, { topicId }: Asked['body']): string {
	if (name.startsWith('councils/')) return council;
	return name.startsWith('topics/') ? String(topicId) : MEETING;
}

const reason = (): { readonly reason: string } => ({ reason: '另有安排' });
const ofUnit = ({ unitId }: Hand) => ({ unitId });
const ofVote = ({ voteId }: Hand) => ({ voteId });
const ofTopic = ({ topicId }: Hand) => ({ topicId });
const decided = ({ topicId }: Hand) => ({ topicId, ...reason() });

export const moves: Readonly<Record<string, (has: Hand) => Readonly<Record<string, unknown>>>> = {
	'meetings/publish': () => ({}),
	'meetings/postpone': reason,
	'meetings/cancel': reason,
	'meetings/start': () => ({}),
	'meetings/next': ({ open, itemId, below }) => ({
		from: below(6) === 0 ? itemId : open,
		...(below(2) === 0 && { to: itemId })
	}),
	'meetings/park': ({ itemId }) => ({ itemId }),
	'meetings/unpark': ({ itemId }) => ({ itemId }),
	'meetings/add-minutes': ({ itemId }) => ({ itemId, minutes: 5 }),
	'meetings/hand-over-chair': ({ of }) => ({ to: of(leading) }),
	'meetings/take-chair': () => ({}),
	'meetings/end': () => ({}),
	'meetings/close': () => ({}),
	'attendance/check-in': ({ unitId, below }) => (below(4) === 0 ? { unitId } : {}),
	'attendance/check-in-for': ({ personId }) => ({ personId, ...reason() }),
	'attendance/leave-early': () => ({}),
	'attendance/leave-early-for': ({ personId }) => ({ personId, ...reason() }),
	'attendance/answer': ({ unitId, personId }) => ({ unitId, coming: [personId] }),
	'attendance/ask-leave': ({ unitId }) => ({ unitId, ...reason() }),
	'attendance/withdraw-leave': ofUnit,
	'attendance/approve-leave': ofUnit,
	'attendance/name-stand-in': ({ unitId, personId, below }) => ({ unitId, personId, delegates: below(2) === 0 }),
	'attendance/withdraw-stand-in': ofUnit,
	'attendance/approve-delegation': ofUnit,
	'attendance/refuse-delegation': ({ unitId }) => ({ unitId, ...reason() }),
	'floor/raise': ({ itemId, of }) => ({ itemId, kind: of(speechKinds) }),
	'floor/withdraw': () => ({}),
	'floor/give': ({ turns, personId, below }) => ({
		after: Math.max(0, turns),
		...(below(3) === 0 && { to: personId })
	}),
	'floor/end': ({ turns }) => ({ turn: Math.max(0, turns - 1) }),
	'floor/pause': () => ({}),
	'floor/resume': () => ({}),
	'floor/remove': ({ personId }) => ({ personId, ...reason() }),
	'floor/arrange': ({ of }) => ({ order: of(['arrival', 'new-units-first']), quotaSeconds: of([0, 60]) }),
	'votes/open': ({ itemId, of }) => ({
		itemId,
		motion: '同意按方案办理',
		manner: of(manners),
		majority: of(majorities),
		base: of(bases)
	}),
	'votes/cast': ({ voteId, round, of }) => ({ voteId, round: Math.max(1, round), choice: of(choices) }),
	'votes/nudge': ofVote,
	'votes/reopen': ofVote,
	'votes/close': ofVote,
	'votes/cancel': ({ voteId }) => ({ voteId, ...reason() }),
	'votes/take-temperature': () => ({ question: '是否再议' }),
	'votes/show-hand': ({ temperatureId, of }) => ({ temperatureId, mood: of(['agree', 'reserve', 'oppose']) }),
	'votes/close-temperature': ({ temperatureId }) => ({ temperatureId }),
	'decisions/conclude': ({ itemId, of }) => ({ itemId, kind: of(conclusionKinds), text: '同意', actionIds: [] }),
	'councils/draft-topic': ({ who }) => ({
		unitId: who.startsWith('of-') ? who.slice(3) : 'u-edu',
		title: '校门口交通',
		matter: '拥堵',
		facts: '已值守',
		request: '请增设减速带',
		category: 'safety'
	}),
	'topics/propose': ofTopic,
	'topics/withdraw': decided,
	'topics/accept': decided,
	'topics/decline': decided,
	'topics/defer': decided,
	'topics/schedule': ({ topicId, of }) => ({ topicId, meetingId: of([MEETING, LATER]) }),
	'topics/take-off': decided
};

/** How many chances a command has, where it is not one. Those that end the day have few. */
const chances: Readonly<Record<string, number>> = {
	'meetings/next': 6,
	'attendance/check-in': 6,
	'attendance/leave-early': 2,
	'floor/raise': 10,
	'floor/give': 10,
	'floor/end': 3,
	'votes/open': 6,
	'votes/cast': 40,
	'votes/reopen': 3,
	'votes/close': 6,
	'decisions/conclude': 3,
	'councils/draft-topic': 2,
	'topics/propose': 6,
	'topics/accept': 6,
	'topics/schedule': 6,
	'topics/take-off': 2
};
const rare: ReadonlySet<string> = new Set(['meetings/end', 'meetings/close', 'meetings/cancel', 'meetings/postpone']);
export const drawn = Object.keys(moves).flatMap((name) =>
	Array.from({ length: rare.has(name) ? 1 : 4 * (chances[name] ?? 1) }, () => name)
);

const ofUnits: ReadonlySet<string> = new Set([
	...['raise', 'withdraw', 'end'].map((verb) => `floor/${verb}`),
	...['check-in', 'leave-early', 'answer', 'ask-leave', 'name-stand-in'].map((verb) => `attendance/${verb}`),
	'votes/cast',
	'votes/show-hand',
	'councils/draft-topic',
	'topics/propose'
]);

/** Who asks this, when everybody keeps to their part. */
export function usually(name: string, chairId: string | null): readonly string[] {
	if (ofUnits.has(name)) return liaisons;
	if (name.startsWith('topics/')) return ['secretary'];
	return [chairId ?? 'convener', chairId ?? 'convener', ...leading];
}
