/** Which right each command of a topic asks for; the doors ask it, and so do the tests of the rules. */
import type { Action } from '#shared/auth/may.ts';
import type { TopicVerb } from './commands.ts';

export const topicPolicies: Readonly<Record<TopicVerb, Action>> = {
	revise: 'topics.revise',
	propose: 'topics.revise',
	withdraw: 'topics.revise',
	support: 'topics.support',
	accept: 'topics.triage',
	merge: 'topics.triage',
	defer: 'topics.triage',
	decline: 'topics.triage',
	schedule: 'topics.schedule',
	'take-off': 'topics.schedule'
};
