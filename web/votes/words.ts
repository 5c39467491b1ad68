/** The words of votes, each with its reason to be asked: what a code is called on the screen. */
import type { Base, Choice, Majority, Manner, Mood } from '#shared/votes/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { IconName } from '#web/ui/icons.ts';

export const mannerWords: Readonly<Record<Manner, () => string>> = {
	named: m.votes_named,
	secret: m.votes_secret
};
export const majorityWords: Readonly<Record<Majority, () => string>> = {
	'more-than-half': m.votes_more_than_half,
	'two-thirds': m.votes_two_thirds,
	unanimity: m.votes_unanimity
};
export const baseWords: Readonly<Record<Base, () => string>> = {
	votes: m.votes_base_votes,
	present: m.votes_base_present,
	members: m.votes_base_members
};
export const choiceWords: Readonly<Record<Choice, () => string>> = {
	for: m.votes_for,
	against: m.votes_against,
	abstain: m.votes_abstain
};
/** Not red and green: what is chosen is neither overdue nor better. */
export const choiceIcons: Readonly<Record<Choice, IconName>> = { for: 'check', against: 'x', abstain: 'pause' };
export const moodWords: Readonly<Record<Mood, () => string>> = {
	agree: m.votes_agree,
	reserve: m.votes_reserve,
	oppose: m.votes_oppose
};
export const moodIcons: Readonly<Record<Mood, IconName>> = { agree: 'check', reserve: 'pause', oppose: 'x' };
