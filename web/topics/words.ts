/** The words of states, categories, priorities and levels. */
import type { TopicCategory, TopicLevel, TopicPriority, TopicState } from '#shared/topics/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';

export const stateWords: Readonly<Record<TopicState, () => string>> = {
	draft: m.topics_draft,
	proposed: m.topics_proposed,
	accepted: m.topics_accepted,
	deferred: m.topics_deferred,
	scheduled: m.topics_scheduled,
	discussed: m.topics_discussed,
	declined: m.topics_declined,
	merged: m.topics_merged,
	withdrawn: m.topics_withdrawn
};
export const categoryWords: Readonly<Record<TopicCategory, () => string>> = {
	posts: m.topics_posts,
	teachers: m.topics_teachers,
	funds: m.topics_funds,
	enrolment: m.topics_enrolment,
	safety: m.topics_safety,
	dropout: m.topics_dropout,
	other: m.topics_other
};
export const priorityWords: Readonly<Record<TopicPriority, () => string>> = {
	'plan-first': m.topics_plan_first,
	'solve-first': m.topics_solve_first,
	'fund-first': m.topics_fund_first
};
export const levelWords: Readonly<Record<TopicLevel, () => string>> = {
	public: m.topics_public,
	internal: m.topics_internal,
	'need-to-know': m.topics_need_to_know
};
