/** Votes in a meeting as it is: who is there, who stands in, and the quorum of the moment. */
import { expect, onTestFinished, test } from 'vitest';
import { openVotes } from '#server/votes/index.ts';
import { closeScene, openScene } from './scene.ts';

async function live() {
	const scene = await openScene();
	onTestFinished(() => closeScene(scene));
	openVotes(scene.house.grounds, { meetings: scene.meetings });
	return scene;
}

const motion = { itemId: 'm-1-1', motion: '同意', manner: 'named', majority: 'more-than-half', base: 'present' };

test('[V2] [V4] [V10] units that are there vote, a stand-in by an approved delegation, who left early does not', async () => {
	const { give, begin, house } = await live();
	await give('secretary', 'publish');
	const standIn = { account: 'outsider', delegates: true };
	await give('of-u-police', 'attendance/ask-leave', { reason: '外出学习', standIn });
	await give('of-u-health', 'attendance/ask-leave', { reason: '抢险', standIn: { ...standIn, account: 'of-u-guest' } });
	for (const unitId of ['u-police', 'u-health']) await give('convener', 'attendance/approve-leave', { unitId });
	await give('convener', 'attendance/approve-delegation', { unitId: 'u-police' });
	await begin();
	await give('of-u-edu', 'attendance/check-in');
	await give('of-u-finance', 'attendance/check-in');
	expect(await give('convener', 'votes/open', motion)).toMatchObject({ told: 'vote-without-quorum' });
	await give('outsider', 'attendance/check-in');
	await give('of-u-guest', 'attendance/check-in', { unitId: 'u-health' });
	expect(await give('convener', 'votes/open', motion)).toMatchObject({ told: ['vote-opened'] });
	const payloads = () => house.grounds.storage.facts('votes:m-1').map(({ payload }) => payload);
	const { voteId, quorum } = payloads()[0] as { voteId: string; quorum: object };
	expect(quorum).toEqual({ required: 3, present: 4 });

	const cast = async (who: string) => (await give(who, 'votes/cast', { voteId, round: 1, choice: 'for' })).told;
	await give('of-u-finance', 'attendance/leave-early');
	expect([await cast('of-u-edu'), await cast('outsider')]).toEqual([['unit-voted'], ['unit-voted']]);
	expect([await cast('of-u-guest'), await cast('of-u-finance'), await cast('of-u-donghe')]).toEqual([
		'no-vote-of-yours',
		'voter-not-checked-in',
		'voter-not-checked-in'
	]);
	expect((await give('convener', 'votes/close', { voteId })).told).toEqual(['vote-closed']);
	expect(payloads().at(-1)).toMatchObject({
		outcome: { for: 2, base: 3, needed: 2, carried: true },
		ballots: [
			{ unitId: 'u-edu', personId: 'of-u-edu' },
			{ unitId: 'u-police', personId: 'outsider' }
		]
	});
});
