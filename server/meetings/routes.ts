/** Readings of meetings over HTTP, and POST /api/meetings. */
import { Type } from 'typebox';
import { agendaLacks, isSection, itemsIn, overrunMinutes, plannedMinutes } from '#shared/agenda/views.ts';
import { listsOf } from '#shared/attendance/lists.ts';
import { byUnit, ofNoUnit } from '#shared/attendance/views.ts';
import { may } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import { phases } from '#shared/meetings/model.ts';
import { settingsOf } from '#shared/units/model.ts';
import { forecast, itemViews, meetingLabel, withheldFrom } from '#shared/meetings/views.ts';
import type { Grounds } from '#server/grounds.ts';
import { sendRefusal } from '#server/http/app.ts';
import { documentsFor } from './documents.ts';
import type { Inside, Meetings } from './inside.ts';
import type { MeetingRow } from './store.ts';

const MOST = 200;
/** In the order in which chairs and leaders are listed. */
const leading = ['convener', 'deputy', 'supervising-leader'] as const;
const Id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const CURSOR = /^(\d{1,15})~([A-Za-z0-9._-]{1,64})$/;

const listQuery = Type.Object({
	state: Type.Optional(Type.Union(phases.map((phase) => Type.Literal(phase)))),
	councilId: Type.Optional(Id),
	/** By the planned start; the latest first unless `asc`. */
	order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST })),
	cursor: Type.Optional(Type.String({ maxLength: 100 }))
});

export function serveMeetings(grounds: Grounds, inside: Inside, meetings: Meetings): void {
	const { doors } = grounds;
	const { book, units, find, subject, outlineOf } = inside;
	const of = ({ id = '' }: Readonly<Record<string, string>>) => subject(id);
	const labelled = (row: MeetingRow) => ({
		...row,
		label: meetingLabel(row),
		councilName: units.council(row.councilId)?.name ?? ''
	});

	doors.get({
		url: '/api/meetings',
		may: 'signed-in',
		summary: 'Meetings that the asker may read.',
		query: listQuery,
		run: async ({ person, query: { limit = 50, cursor, order = 'desc', ...filter } }) => {
			const place = cursor === undefined ? null : CURSOR.exec(cursor);
			if (cursor !== undefined && !place) return refuse('bad-request', { problem: 'cursor' }, ['cursor']);
			const after = place ? { startsAt: Number(place[1]), id: place[2] ?? '' } : undefined;
			const rows = await inside.store.list({
				...filter,
				...(await readableBy(person, inside)),
				order,
				after,
				limit: limit + 1
			});
			const items = rows.slice(0, limit);
			const last = items.at(-1);
			return done({
				items: items.map(labelled),
				next: rows.length > limit && last ? `${last.startsAt}~${last.id}` : null
			});
		}
	});
	doors.get({
		url: '/api/meetings/:id',
		may: 'meetings.read',
		of,
		summary: 'A meeting with its state, its units, its chairs and the names of its drafts.',
		run: ({ params: { id = '' }, person }) => one(id, person)
	});
	doors.get({
		url: '/api/meetings/:id/agenda',
		may: 'meetings.read',
		of,
		summary: 'The shared agenda as the server has it, with plan and actual times and the expected end.',
		run: async ({ params: { id = '' }, person, at }) => {
			const meeting = find(id);
			if (!meeting) return refuse('not-found');
			const outline = await outlineOf(id, may(person, 'agenda.internal', subject(id) ?? undefined));
			const agenda = itemsIn(outline);
			const withheld = withheldFrom(meeting, agenda);
			return done({
				items: itemViews(meeting, agenda, at),
				/** Headings among the items; empty where there are none. */
				outline: outline.some(isSection) ? outline : [],
				plannedMinutes: plannedMinutes(agenda) + withheld,
				overrunMinutes: overrunMinutes(agenda, meeting.plannedMinutes - withheld),
				lacks: agendaLacks(agenda),
				...forecast(meeting, agenda, at)
			});
		}
	});
	doors.get({
		url: '/api/meetings/:id/attendance',
		may: 'meetings.read',
		of,
		summary:
			'Who checked in, in order of arrival; per unit how many came, of how many, and how many are connected; the lists of the minutes.',
		run: ({ params: { id = '' } }) => attendance(id)
	});
	servePosting(grounds);

	async function one(id: string, person: Person): Promise<Result<unknown>> {
		const meeting = find(id);
		const about = subject(id);
		if (!meeting || !about) return refuse('not-found');
		const { version, state } = book.read(id);
		const council = units.council(meeting.councilId);
		const chairs = (await grounds.auth.holders(meeting.councilId)).flatMap(({ id: personId, name, post, holdings }) => {
			const role = holdings.find((held) => 'councilId' in held && held.councilId === meeting.councilId)?.role;
			return role === 'convener' || role === 'deputy' ? [{ id: personId, name, post, role }] : [];
		});
		return done({
			...state,
			seq: version,
			label: meetingLabel(state),
			council: council && { id: council.id, name: council.name, officeUnitId: council.officeUnitId },
			participantUnitIds: about.participantUnitIds,
			participants: (about.participantUnitIds ?? []).flatMap((unitId) => units.unit(unitId) ?? []),
			chairs,
			quorumNow: inside.quorum(id, meeting),
			/** When a deputy may take over: 20 s after this. */
			chairGoneSince: state.state === 'live' ? inside.chairGoneSince(state) : null,
			documents: documentsFor(person, about, (part) => meetings.documentName(id, part))
		});
	}

	async function attendance(id: string): Promise<Result<unknown>> {
		const meeting = find(id);
		if (!meeting) return refuse('not-found');
		const { version, state } = inside.attendance.read(id);
		const standIns = await grounds.auth.people('id', [...new Set(state.standIns.map(({ personId }) => personId))]);
		const people = [
			...new Map([...(await meetings.people(id)), ...standIns].map((person) => [person.id, person])).values()
		];
		const leadingIds = leading.flatMap((role) =>
			people
				.filter(({ holdings }) =>
					holdings.some((held) => held.role === role && 'councilId' in held && held.councilId === meeting.councilId)
				)
				.map((person) => person.id)
		);
		const facts = {
			memberUnitIds: inside.membersOf(meeting),
			invitedUnitIds: meeting.invitedUnitIds,
			leadingIds,
			startedAt: meeting.startedAt,
			lateAfterMinutes: settingsOf(units.council(meeting.councilId)?.settings).lateAfterMinutes
		};
		const names = new Map(people.map((person) => [person.id, person]));
		const acting = meetings.participantUnitIds(id).map((unitId) => ({
			unitId,
			people: people.filter(({ holdings }) => holdings.some((held) => 'unitId' in held && held.unitId === unitId))
		}));
		const counts = byUnit(
			state,
			acting.map(({ unitId, people: sent }) => ({ unitId, people: sent.length }))
		);
		return done({
			seq: version,
			...state,
			checkIns: state.checkIns.map((each) => ({ ...each, name: names.get(each.personId)?.name ?? '' })),
			people: people.map(({ id: personId, name, unitId, post, holdings }) => ({
				id: personId,
				name,
				unitId,
				post,
				actsFor: holdings.flatMap((held) => ('unitId' in held ? [held.unitId] : []))
			})),
			units: counts.map((count, index) => ({
				...count,
				connected: (acting[index]?.people ?? []).filter((person) => grounds.live.presence(person.id).connected).length
			})),
			/** Who is expected for no unit. */
			ofNoUnitIds: ofNoUnit(people, { ...meeting, participantUnitIds: meetings.participantUnitIds(id) }),
			leadingIds,
			lateAfterMinutes: facts.lateAfterMinutes,
			/** 出席 / 列席 / 请假 / 缺席 as the minutes list them. */
			lists: listsOf(state, facts),
			quorum: inside.quorum(id, meeting)
		});
	}
}

/** The councils whose meetings somebody may read, the units for which they may be invited elsewhere, and where they stand in. */
export async function readableBy(person: Person, { units, attendance }: Pick<Inside, 'units' | 'attendance'>) {
	return {
		councilIds: units
			.councils()
			.map(({ id }) => id)
			.filter((id) => may(person, 'meetings.read', units.councilSubject(id) ?? undefined)),
		unitIds: person.holdings.flatMap((held) => ('unitId' in held ? [held.unitId] : [])),
		meetingIds: await attendance.standsInFor(person.id)
	};
}

/** The same question as `councils/schedule`, with the council in the body: a resource is made where its list is. */
function servePosting({ fastify, auth, doors }: Grounds): void {
	fastify.post<{ Body: unknown }>('/api/meetings', { schema: { tags: ['meetings'] } }, async (request, reply) => {
		const signedIn = await auth.fromCookie(request.headers.cookie);
		if (!signedIn) return sendRefusal(request, reply, refuse('not-signed-in').refusal);
		const { councilId, ...body } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
		if (typeof councilId !== 'string') {
			return sendRefusal(request, reply, refuse('bad-request', { problem: 'councilId' }, ['councilId']).refusal);
		}
		const key = request.headers['idempotency-key'];
		const question = doors.questions.get('councils/schedule');
		const answer = await question?.(signedIn, { ...body, id: councilId, ...(key !== undefined && { key }) });
		if (!answer?.ok) return sendRefusal(request, reply, (answer ?? refuse('not-found')).refusal);
		return reply.code(201).send({ ok: true, ...(answer.value as object) });
	});
}
