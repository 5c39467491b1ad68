/** State of a meeting's votes from its events. Never refuses: what is in the book has happened. */
import type { Temperature, Vote, Votes, VotesEvent } from './model.ts';

export function apply(state: Votes, event: VotesEvent): Votes {
	const vote = (change: (vote: Vote) => Partial<Vote>): Votes => ({
		...state,
		votes: state.votes.map((each) =>
			'voteId' in event && each.id === event.voteId ? { ...each, ...change(each) } : each
		)
	});
	const temperature = (change: (temperature: Temperature) => Partial<Temperature>): Votes => ({
		...state,
		temperatures: state.temperatures.map((each) =>
			'temperatureId' in event && each.id === event.temperatureId ? { ...each, ...change(each) } : each
		)
	});
	switch (event.type) {
		case 'vote-opened':
			return { ...state, votes: [...state.votes, opened(event)] };
		case 'unit-voted':
			return vote(({ voted, memberUnitIds }) => ({
				voted: memberUnitIds.filter((id) => id === event.unitId || voted.includes(id))
			}));
		case 'ballots-kept':
			return vote(({ voted }) => ({ kept: voted, changeWaiting: false }));
		case 'change-waiting':
			return vote(() => ({ changeWaiting: true }));
		case 'units-nudged':
			return vote(() => ({ nudged: event.unitIds }));
		case 'vote-paused':
			// [V12] What was in memory only is gone: those units are asked again. What is in the database stands.
			return vote(({ manner, kept, changeWaiting, changeLost }) => ({
				state: 'paused',
				...(manner === 'secret' && { voted: kept, settled: kept }),
				changeWaiting: false,
				changeLost: changeLost || changeWaiting
			}));
		case 'vote-reopened':
			return vote(({ round }) => ({ state: 'open', round: round + 1 }));
		case 'vote-closed':
			return vote(() => ({ state: 'closed', endedAt: event.at, outcome: event.outcome, ballots: event.ballots }));
		case 'vote-cancelled':
			return vote(() => ({ state: 'cancelled', endedAt: event.at, reason: event.reason }));
		case 'temperature-opened': {
			const { temperatureId: id, question } = event;
			return { ...state, temperatures: [...state.temperatures, { id, question, open: true, hands: {} }] };
		}
		case 'hand-shown':
			return temperature(({ hands }) => ({ hands: { ...hands, [event.personId ?? '']: event.mood } }));
		case 'temperature-closed':
			return temperature(() => ({ open: false }));
	}
}

function opened(event: Extract<VotesEvent, { type: 'vote-opened' }>): Vote {
	const { voteId: id, itemId, itemTitle, motion, manner, majority, base, quorum, memberUnitIds, at } = event;
	const nobody = { voted: [], kept: [], settled: [], nudged: [], ballots: [] };
	const nothing = { endedAt: null, outcome: null, reason: null, changeWaiting: false, changeLost: false };
	const terms = { itemId, itemTitle, motion, manner, majority, base, quorum, memberUnitIds };
	return { id, ...terms, state: 'open', round: 1, openedAt: at, ...nobody, ...nothing };
}
