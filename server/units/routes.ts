/** Readings of units and councils. */
import { Type } from 'typebox';
import { may } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import { unitKinds } from '#shared/units/model.ts';
import type { Grounds } from '#server/grounds.ts';
import type { CouncilView, Units } from './inside.ts';

const MOST = 5000;
const Id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const page = { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST })), cursor: Type.Optional(Id) };

export function serveUnits({ doors, auth }: Pick<Grounds, 'doors' | 'auth'>, units: Units): void {
	doors.get({
		url: '/api/units',
		may: 'units.read',
		of: () => ({}),
		summary: 'The tree of units, in the order in which they came; `parentId` says where each stands.',
		query: Type.Object({
			...page,
			kind: Type.Optional(Type.Union(unitKinds.map((kind) => Type.Literal(kind)))),
			parentId: Type.Optional(Id)
		}),
		run: ({ query: { kind, parentId, limit = MOST, cursor } }) => {
			const matching = units
				.all()
				.filter((unit) => (kind ?? unit.kind) === unit.kind && (parentId ?? unit.parentId) === unit.parentId);
			const start = cursor === undefined ? 0 : matching.findIndex(({ id }) => id === cursor) + 1;
			const items = matching.slice(start, start + limit);
			return done({ items, next: start + limit < matching.length ? (items.at(-1)?.id ?? null) : null });
		}
	});
	doors.get({
		url: '/api/units/:id',
		may: 'units.read',
		of: ({ id = '' }) => (units.unit(id) ? {} : null),
		run: ({ params: { id = '' } }) => {
			const unit = units.unit(id);
			return unit ? done(unit) : refuse('not-found');
		}
	});
	doors.get({
		url: '/api/councils',
		may: 'signed-in',
		summary: 'The councils that the asker may read.',
		query: Type.Object(page),
		run: ({ person, query: { limit = MOST, cursor } }) => {
			const readable = units
				.councils()
				.filter(({ id }) => may(person, 'councils.read', units.councilSubject(id) ?? undefined));
			const start = cursor === undefined ? 0 : readable.findIndex(({ id }) => id === cursor) + 1;
			const items = readable.slice(start, start + limit).map(shown);
			return done({ items, next: start + limit < readable.length ? (items.at(-1)?.id ?? null) : null });
		}
	});
	doors.get({
		url: '/api/councils/:id',
		may: 'councils.read',
		of: ({ id = '' }) => units.councilSubject(id),
		summary: 'A council with its member units, its settings and the people who hold a role in it.',
		run: async ({ params: { id = '' } }) => {
			const council = units.council(id);
			if (!council) return refuse('not-found');
			const people = (await auth.holders(id)).map((person) => officeHolder(person, id));
			const members = council.memberUnitIds.flatMap((unitId) => units.unit(unitId) ?? []);
			return done({ ...shown(council), members, people });
		}
	});
}

function shown({ id, name, leadUnitId, officeUnitId, memberUnitIds, settings }: CouncilView) {
	return { id, name, leadUnitId, officeUnitId, memberUnitIds, settings };
}

function officeHolder({ id, name, unitId, post, holdings }: Person, councilId: string) {
	const roles = holdings.flatMap((held) => ('councilId' in held && held.councilId === councilId ? [held.role] : []));
	return { id, name, unitId, post, roles };
}
