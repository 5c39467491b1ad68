/** Pure questions about the screen: who may show it, what fills it, what of the facts it is told. */
import type { Conclusion } from '#shared/decisions/model.ts';
import type { Instant } from '#shared/foundation/time.ts';
import type { Phase } from '#shared/meetings/model.ts';
import type { Vote } from '#shared/votes/model.ts';
import {
	ADDRESS_LIVES,
	CODE_LETTERS,
	CODE_LENGTH,
	KEY_LIVES,
	type Address,
	type Opened,
	type Projection,
	type Screen,
	type ShownConclusion,
	type ShownDoor,
	type ShownItem,
	type ShownVote,
	type Stage
} from './model.ts';

/** [S4] A meeting has screens, and its door is open, from the notice to the end. */
export function hasScreen(state: Phase): boolean {
	return state === 'published' || state === 'live';
}

/** [S1] Either way: one made tomorrow was made while the clock was wrong. */
export function isTimely({ madeAt, until }: Address, at: Instant): boolean {
	return at < until && at > madeAt - ADDRESS_LIVES;
}

/** [S4] The screens whose keys hold, as far as the book knows. */
export function openNow({ opened }: Screen, at: Instant): readonly Opened[] {
	return opened.filter(({ endedAt, openedAt }) => endedAt === null && Math.abs(at - openedAt) < KEY_LIVES);
}

/** As somebody types it: with a hyphen, spaces, capitals; null for what cannot be one. */
export function codeIn(typed: string): string | null {
	const code = typed.normalize('NFKC').toLowerCase().replaceAll(/[\s-]/g, '');
	return code.length === CODE_LENGTH && [...code].every((letter) => CODE_LETTERS.includes(letter)) ? code : null;
}

/** k7pm-3wq9: in two halves, as one reads it out. */
export function codeInHalves(code: string): string {
	return `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`;
}

/** What the server knows of a meeting at one moment, before it is asked what of it the hall may see. */
export type Facts = Omit<Projection, 'stage' | 'conclusion' | 'door' | 'vote' | 'breakUntil' | 'item'> & {
	/** The open item, and beside it what stays on the server. */
	readonly item: (ShownItem & { readonly id: string }) | null;
	/** The item that was left last, while nothing is on the table. */
	readonly lastItemId: string | null;
	readonly stay: number;
	/** The last word on the raised item. */
	readonly lastWord: Conclusion | null;
	readonly wordsOf: (conclusion: Conclusion) => ShownConclusion;
	readonly door: ShownDoor | null;
	readonly vote: Vote | null;
};

/** [S7] */
export function stageOf({ choice }: Screen, facts: Pick<Facts, 'meeting' | 'item' | 'stay' | 'vote'>): Stage {
	const { meeting, item, stay } = facts;
	if (!hasScreen(meeting.state)) return 'over';
	const holds = choice.view !== 'follow' && choice.stay === stay && !(choice.view === 'vote' && facts.vote === null);
	if (holds) return choice.view;
	if (item) return 'item';
	return meeting.state === 'live' && stay > 0 ? 'between' : 'before';
}

/** What the hall is told, and nothing else of the facts. */
export function project(screen: Screen, facts: Facts): Projection {
	const stage = stageOf(screen, facts);
	const { meeting, item, steps, next, waitingMs, speaking, queue, attendance } = facts;
	return {
		stage,
		meeting,
		item: item && shownItem(item),
		steps,
		next,
		waitingMs,
		speaking,
		queue,
		conclusion: raisedConclusion(screen, facts),
		attendance,
		door: hasScreen(meeting.state) ? facts.door : null, // [S10]
		vote: facts.vote && shownVote(facts.vote),
		breakUntil: stage === 'break' ? screen.choice.until : null
	};
}

function shownItem({ n, of, title, unit, papers, planMs, spentMs, since }: ShownItem): ShownItem {
	return { n, of, title, unit, papers, planMs, spentMs, since };
}

/** [S8] */
function raisedConclusion({ raised }: Screen, { item, lastItemId, lastWord, wordsOf }: Facts): ShownConclusion | null {
	if (raised === null || lastWord === null) return null;
	const onTable = item === null ? lastItemId : item.id;
	if (raised.itemId !== onTable || lastWord.version !== raised.version) return null;
	return wordsOf(lastWord);
}

/** [S9] */
function shownVote({ motion, manner, state, voted, memberUnitIds, outcome }: Vote): ShownVote {
	return {
		motion,
		manner,
		state,
		voted: voted.length,
		of: memberUnitIds.length,
		outcome: state === 'closed' && outcome ? { ...outcome } : null
	};
}

/** [S12] Milliseconds spent on an item by now. */
export function spentOn({ spentMs, since }: Pick<ShownItem, 'spentMs' | 'since'>, now: Instant): number {
	return spentMs + Math.max(0, now - since);
}

/** When the meeting will end: now, what is left of the open item, and what waits. */
export function expectedEnd({ item, waitingMs, meeting }: Projection, now: Instant): Instant {
	const left = item ? Math.max(0, item.planMs - spentOn(item, now)) : 0;
	return meeting.endedAt ?? Math.max(now, meeting.state === 'live' ? 0 : meeting.startsAt) + left + waitingMs;
}
