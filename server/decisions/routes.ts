/** Reading decisions. Everybody signed in may ask; the answer holds what their councils have decided. */
import { Type } from 'typebox';
import { may, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { conclusionKinds, type Decision } from '#shared/decisions/model.ts';
import { missing } from '#shared/decisions/views.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import type { Doors } from '#server/live/doors.ts';
import type { DecisionsOthers } from './index.ts';
import type { decisionStore } from './store.ts';

const Id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });

const Query = Type.Object({
	meetingId: Type.Optional(Id),
	councilId: Type.Optional(Id),
	itemId: Type.Optional(Id),
	leadUnitId: Type.Optional(Id),
	kind: Type.Optional(Type.Enum(conclusionKinds)),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
	cursor: Type.Optional(Type.String({ maxLength: 200 }))
});

type Given = {
	readonly store: ReturnType<typeof decisionStore>;
	readonly councils: DecisionsOthers['councils'];
	readonly subjectOf: (meetingId: string) => Subject | null;
};

export function serveDecisions(doors: Doors, { store, councils, subjectOf }: Given): void {
	/** Of a meeting that one may read: its decisions, also for units that were only invited. Otherwise whole councils. */
	const readable = (person: Person, meetingId: string | undefined): readonly string[] => {
		const meeting = meetingId === undefined ? null : subjectOf(meetingId);
		const subjects = meeting
			? [meeting]
			: councils.councils().map(({ id, memberUnitIds }) => ({ councilId: id, participantUnitIds: memberUnitIds }));
		return subjects
			.filter((subject) => may(person, 'decisions.read', subject))
			.flatMap(({ councilId }) => (councilId === undefined ? [] : [councilId]));
	};

	doors.get({
		url: '/api/decisions',
		may: 'signed-in',
		query: Query,
		summary: 'Decisions of the councils the asker belongs to, newest first.',
		run: async ({ query: { councilId, limit = 50, cursor, ...filter }, person }) => {
			const after = cursor === undefined ? null : placeOf(cursor);
			if (cursor !== undefined && after === null) return refuse('bad-request', { problem: 'cursor' }, ['cursor']);
			const councilIds = readable(person, filter.meetingId).filter((id) => councilId === undefined || id === councilId);
			const found = await store.list({ ...filter, councilIds, after, limit: limit + 1 });
			const items = found.slice(0, limit);
			const last = items.at(-1);
			return done({ items: items.map(shown), next: found.length > limit && last ? cursorOf(last) : null });
		}
	});

	doors.get({
		url: '/api/decisions/:id',
		may: 'decisions.read',
		of: async ({ id = '' }) => {
			const decision = await store.find(id);
			return decision && subjectOf(decision.meetingId);
		},
		run: async ({ params }) => {
			const decision = await store.find(params['id'] ?? '');
			return decision ? done(shown(decision)) : refuse('not-found');
		}
	});
}

/** [D14] With what is missing before somebody can be held to it. */
function shown(decision: Decision) {
	return { ...decision, missing: missing(decision) };
}

function cursorOf({ at, n, id }: Decision): string {
	return `${at}_${n}_${id}`;
}

function placeOf(cursor: string): { at: number; n: number; id: string } | null {
	const found = /^(\d{1,16})_(\d{1,9})_([A-Za-z0-9._-]{1,64})$/.exec(cursor);
	return found ? { at: Number(found[1]), n: Number(found[2]), id: found[3] ?? '' } : null;
}
