/** A council with its people and its pool, moved by commands as the server would: what the tests of this room stand on. */
import { may } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { person } from '#shared/auth/scene.ts';
import { refuse, type Result } from '#shared/foundation/result.ts';
import { instantOf } from '#shared/foundation/time.ts';
import type { Phase } from '#shared/meetings/model.ts';
import type { Unit } from '#shared/units/model.ts';
import { unit } from '#shared/units/scene.ts';
import { apply, applyOrder, unordered } from './apply.ts';
import type { DraftTopic, OrderTopics, TopicCommand } from './commands.ts';
import { afterMeeting, decide, draftTopic, orderTopics, type TopicFacts } from './decide.ts';
import type { Topic, TopicEvent, TopicOrder } from './model.ts';
import { topicPolicies } from './policies.ts';
import { proposingUnitIds, topicSubject } from './views.ts';

const council = 'c-1';
export const members = ['u-edu', 'u-police', 'u-donghe'];
export const units: readonly Unit[] = [
	unit('u-county', 'county', null),
	...members.map((id) => unit(id, id === 'u-donghe' ? 'township' : 'department', 'u-county')),
	unit('u-village', 'village', 'u-donghe'),
	unit('u-school', 'school', 'u-edu'),
	unit('u-weather', 'department', 'u-county')
];
const acting = (unitId: string): Person => person(`of-${unitId}`, { role: 'liaison', unitId });
export const people = {
	office: person('office', { role: 'secretary', councilId: council }),
	chair: person('chair', { role: 'convener', councilId: council }),
	observer: person('observer', { role: 'observer', councilId: council }),
	edu: acting('u-edu'),
	police: acting('u-police'),
	donghe: acting('u-donghe'),
	village: acting('u-village'),
	school: acting('u-school'),
	weather: acting('u-weather'),
	nobody: person('nobody')
};

export const whole: DraftTopic = {
	unitId: 'u-school',
	title: '校门口交通安全',
	matter: '上下学时段拥堵',
	facts: '已安排教师值守',
	request: '请增设减速带',
	category: 'safety'
};
export const because = { reason: '事关全局' };
const NOW = instantOf('2026-11-23', 9 * 60);

/** All topics of a council, by commands alone; each command passes the same policy as at the door. */
export class Pool {
	readonly topics = new Map<string, Topic>();
	readonly meetings = new Map<string, Phase>([
		['m-1', 'draft'],
		['m-2', 'published']
	]);
	order: TopicOrder = unordered;
	now = NOW;
	/** What the council set; nothing: the defaults. */
	limits: TopicFacts['limits'];

	facts(asker: Person): TopicFacts {
		return {
			person: asker,
			at: (this.now += 1000),
			memberUnitIds: members,
			proposingUnitIds: proposingUnitIds(asker, members, units),
			...(this.limits && { limits: this.limits }),
			topic: (id) => this.topics.get(id) ?? null,
			meeting: (id) => {
				const state = this.meetings.get(id);
				return state ? { councilId: council, state } : null;
			}
		};
	}

	draft(asker: Person, id: string, wanted: DraftTopic = whole): string {
		return this.#record(
			id,
			draftTopic(this.topics.get(id) ?? null, { id, councilId: council, wanted }, this.facts(asker))
		);
	}

	/** The events' names, or the code of the refusal. */
	give(asker: Person, id: string, command: TopicCommand): string {
		const topic = this.topics.get(id);
		if (!topic) return 'not-found';
		const allowed = may(asker, topicPolicies[command.command], topicSubject(topic, members));
		return this.#record(id, allowed ? decide(topic, command, this.facts(asker)) : refuse('not-allowed'));
	}

	rank(asker: Person, wanted: OrderTopics): string {
		const judged = orderTopics(this.order, wanted, { ...this.facts(asker), councilId: council });
		if (!judged.ok) return judged.refusal.code;
		this.order = judged.value.reduce(applyOrder, this.order);
		return judged.value.map(({ type }) => type).join();
	}

	end(meetingId: string, outcome: 'discussed' | 'not-reached' | 'called-off'): void {
		this.meetings.set(meetingId, outcome === 'called-off' ? 'cancelled' : 'minutes');
		for (const [id, topic] of this.topics) this.#record(id, afterMeeting(topic, meetingId, { at: this.now, outcome }));
	}

	proposed(asker: Person, id: string, wanted: DraftTopic = whole): void {
		this.draft(asker, id, wanted);
		this.give(asker, id, { command: 'propose' });
	}

	accepted(asker: Person, id: string, wanted: DraftTopic = whole): void {
		this.proposed(asker, id, wanted);
		this.give(people.office, id, { command: 'accept', ...because });
	}

	get(id: string): Topic {
		const topic = this.topics.get(id);
		if (!topic) throw new Error(id);
		return topic;
	}

	/** All that went into a topic, at whatever remove. */
	mergedInto(id: string): readonly Topic[] {
		const direct = [...this.topics.values()].filter(({ into }) => into === id);
		return direct.flatMap((topic) => [topic, ...this.mergedInto(topic.id)]);
	}

	#record(id: string, judged: Result<readonly TopicEvent[]>): string {
		if (!judged.ok) return judged.refusal.code;
		const after = judged.value.reduce(apply, this.topics.get(id) ?? null);
		if (after) this.topics.set(id, after);
		return judged.value.map(({ type }) => type).join();
	}
}
