/** Who spoke on an item and how long, and a vote that was taken: facts of the room beside its conclusions. */
import { people } from './county.ts';
import type { Stage } from './index.ts';
import type { DemoItem } from './meetings.ts';

const MINUTE = 60_000;

/** The unit that reports, then those with tasks, as far as they are there: three at most, each an equal share of the time. */
export function speakersOf(meetingId: string, { act, who }: Stage, present: readonly string[]) {
	let turns = 0;
	return async (item: DemoItem, { from, until }: { readonly from: number; readonly until: number }): Promise<void> => {
		const speakers = [...new Set([item.unitId, ...(item.tasks ?? []).flatMap(({ lead, co = [] }) => [lead, ...co])])]
			.flatMap((unitId) => people.filter((one) => present.includes(one.account) && one.unitId === unitId).slice(0, 1))
			.slice(0, 3);
		const share = Math.floor((until - from - MINUTE) / (speakers.length + 1));
		for (const [index, speaker] of speakers.entries()) {
			const at = from + 20_000 + index * share;
			if (share < MINUTE) return;
			const kind = speaker.unitId === item.unitId ? 'report' : 'add';
			await act('floor/raise', meetingId, speaker, at, { itemId: item.id, kind });
			await act('floor/give', meetingId, who('convener'), at + 5000, { after: turns });
			await act('floor/end', meetingId, speaker, at + share - 10_000, { turn: turns });
			turns += 1;
		}
	};
}

/** By name, carried, with two abstentions. */
export async function voteOn(
	{ act, who }: Stage,
	meeting: { readonly id: string; readonly item: DemoItem; readonly at: number },
	present: readonly string[]
): Promise<void> {
	const { id: meetingId, item, at } = meeting;
	if (item.motion === undefined) return;
	const chair = who('convener');
	const terms = { manner: 'named', majority: 'more-than-half', base: 'members' };
	const opened = await act('votes/open', meetingId, chair, at, { itemId: item.id, motion: item.motion, ...terms });
	const [event] = opened['events'] as readonly { readonly voteId: string }[];
	const voteId = event?.voteId ?? '';
	for (const [index, account] of present.entries()) {
		const choice = index % 5 === 4 ? 'abstain' : 'for';
		await act('votes/cast', meetingId, who(account), at + (index + 1) * 4000, { voteId, round: 1, choice });
	}
	await act('votes/close', meetingId, chair, at + MINUTE, { voteId });
}
