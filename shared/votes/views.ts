/** Pure questions about votes: who may vote, who has not, what the choices come to. */
import type { Attendance } from '#shared/attendance/model.ts';
import type { Person } from '#shared/auth/model.ts';
import type { Base, Choice, Majority, Outcome, Present, Temperature, Vote, Votes } from './model.ts';

export const noVotes: Votes = { votes: [], temperatures: [] };

export function voteOf({ votes }: Votes, voteId: string): Vote | null {
	return votes.find(({ id }) => id === voteId) ?? null;
}

/** Neither closed nor cancelled: nothing else is voted on for its item meanwhile. */
export function isStanding({ state }: Vote): boolean {
	return state === 'open' || state === 'paused';
}

/** [V4] Whoever left early is not there; a stand-in's vote counts when its delegation is approved. */
export function presentIn({ checkIns, standIns }: Pick<Attendance, 'checkIns' | 'standIns'>): readonly Present[] {
	return checkIns
		.filter(({ left }) => left === null)
		.map(({ personId, unitId }) => ({
			personId,
			unitId,
			holdsDelegation: standIns.some(
				(standIn) => standIn.personId === personId && standIn.unitId === unitId && standIn.vote?.standing === 'approved'
			)
		}));
}

/** Member units somebody is there for, in their order. */
export function presentUnits(present: readonly Present[], memberUnitIds: readonly string[]): readonly string[] {
	const there = new Set(present.map(({ unitId }) => unitId));
	return memberUnitIds.filter((id) => there.has(id));
}

/** [V4] The unit a person votes for: the one they checked in for, and act for themselves or by an approved delegation. */
export function unitOfVoter(person: Person, { unitId, holdsDelegation }: Present): string | null {
	const actsForIt = person.holdings.some((held) => 'unitId' in held && held.unitId === unitId);
	return actsForIt || holdsDelegation ? unitId : null;
}

/** [V7] Units that are there and have not voted, in the order of the member units. */
export function notYetVoted(vote: Vote, presentUnitIds: readonly string[]): readonly string[] {
	return vote.memberUnitIds.filter((id) => presentUnitIds.includes(id) && !vote.voted.includes(id));
}

/** [V10] */
export function outcomeOf(chosen: readonly Choice[], { majority, base, present, members }: Terms): Outcome {
	const count = (choice: Choice): number => chosen.filter((each) => each === choice).length;
	const counts = { for: count('for'), against: count('against'), abstain: count('abstain') };
	const of = { votes: counts.for + counts.against, present, members }[base];
	const needed = neededOf(majority, of);
	return { ...counts, base: of, needed, carried: counts.for >= needed };
}

type Terms = {
	readonly majority: Majority;
	readonly base: Base;
	readonly present: number;
	readonly members: number;
};

/** The smallest whole number that is enough; of nobody, one: nothing is carried by silence. */
function neededOf(majority: Majority, base: number): number {
	switch (majority) {
		case 'more-than-half':
			return (base - (base % 2)) / 2 + 1;
		case 'two-thirds':
			return Math.max(1, (2 * base + ((3 - ((2 * base) % 3)) % 3)) / 3);
		case 'unanimity':
			return Math.max(1, base);
	}
}

export function temperatureOf({ temperatures }: Votes, temperatureId: string): Temperature | null {
	return temperatures.find(({ id }) => id === temperatureId) ?? null;
}
