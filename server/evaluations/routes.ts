/** Reading evaluations: periods, rankings, one unit with all that its points rest on. */
import { Type } from 'typebox';
import { may } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { isPeriod, type EvaluatedUnit } from '#shared/evaluations/model.ts';
import { evaluationRules } from '#shared/evaluations/rules.ts';
import { computedEntries, ranking, type Given as RankingGiven } from '#shared/evaluations/views.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import { dayOf, quarterOf, type Instant } from '#shared/foundation/time.ts';
import type { Council } from '#shared/units/model.ts';
import type { Doors } from '#server/live/doors.ts';
import type { EvaluationsOthers } from './index.ts';
import type { evaluationStore } from './store.ts';

const Query = Type.Object({ councilId: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' })) });

type Given = EvaluationsOthers & {
	readonly store: ReturnType<typeof evaluationStore>;
	readonly unit: (id: string) => EvaluatedUnit | null;
	readonly accessTo: (period: string, unitId: string, person: Person) => 'write' | 'read' | null;
	readonly isSettled: (period: string, unitId: string) => boolean;
	/** The name of a sheet in the present epoch. */
	readonly nameOf: (period: string, unitId: string) => string;
};

/** Freezing is not built: an ended period is still worked out from the record whenever it is read. */
const stateOf = (period: string, at: Instant): 'open' | 'ended' => (period < quarterOf(dayOf(at)) ? 'ended' : 'open');

export function serveEvaluations(doors: Doors, given: Given): void {
	doors.get({
		url: '/api/evaluations',
		may: 'signed-in',
		query: Query,
		summary: 'Periods with anything in them, newest first, and the present one.',
		run: async ({ query, person, at }) => {
			const council = councilFor(person, query.councilId, given);
			if (!council.ok) return council;
			const outcomes = await given.followups.outcomes([council.value.id], at);
			const sealed = await given.store.counts();
			const present = quarterOf(dayOf(at));
			const periods = new Set([present, ...sealed.keys(), ...outcomes.map(({ dueOn }) => quarterOf(dueOn))]);
			const items = [...periods]
				.filter((period) => period <= present)
				.toSorted()
				.toReversed()
				.map((period) => ({ period, state: stateOf(period, at), frozen: false, sealed: sealed.get(period) ?? 0 }));
			return done({ councilId: council.value.id, items, next: null, rules: evaluationRules });
		}
	});

	doors.get({
		url: '/api/evaluations/:period/ranking',
		may: 'signed-in',
		query: Query,
		summary: 'Each group by itself; every figure names the follow-ups or marks it rests on.',
		run: async ({ params, query, person, at }) => {
			const council = councilFor(person, query.councilId, given);
			if (!council.ok) return council;
			const found = await ranked(params['period'] ?? '', council.value, at, given);
			if (!found.ok) return found;
			const { period, units, table } = found.value;
			const sheets = Object.fromEntries(
				units.flatMap(({ id }) => {
					const sheet = sheetFor(period, id, person, given);
					return sheet ? [[id, sheet]] : [];
				})
			);
			return done({
				...table,
				councilId: council.value.id,
				state: stateOf(period, at),
				frozen: false,
				rules: evaluationRules,
				sheets
			});
		}
	});

	doors.get({
		url: '/api/evaluations/:period/units/:unitId',
		may: 'signed-in',
		query: Query,
		summary: 'The entries of one unit with their evidence, its place, and its sheet for those who may see it.',
		run: async ({ params, query, person, at }) => {
			const council = councilFor(person, query.councilId, given);
			if (!council.ok) return council;
			const found = await ranked(params['period'] ?? '', council.value, at, given);
			if (!found.ok) return found;
			const unitId = params['unitId'] ?? '';
			const { period, table } = found.value;
			const group = table.groups.find(({ rows }) => rows.some((row) => row.unitId === unitId));
			const row = group?.rows.find((one) => one.unitId === unitId);
			if (!group || !row) return refuse('not-found');
			return done({
				period,
				state: stateOf(period, at),
				frozen: false,
				group: group.group,
				of: group.rows.filter(({ rank }) => rank !== null).length,
				...row,
				entries: row.parts.flatMap(({ entry }) => (entry ? [entry] : [])),
				rules: evaluationRules,
				sheet: sheetFor(period, unitId, person, given)
			});
		}
	});
}

/** The council asked about, or the first one whose evaluation the asker may read. */
function councilFor(person: Person, councilId: string | undefined, { councils }: Given): Result<Council> {
	const wanted = councils.councils().filter(({ id }) => councilId === undefined || id === councilId);
	const found = wanted.find(({ id, memberUnitIds }) =>
		may(person, 'evaluations.read', { councilId: id, participantUnitIds: memberUnitIds })
	);
	if (found) return done(found);
	return refuse(wanted.length === 0 ? 'not-found' : 'not-allowed');
}

type Ranked = {
	readonly period: string;
	readonly units: readonly EvaluatedUnit[];
	readonly table: ReturnType<typeof ranking>;
};

/** Member units, and whoever else led a follow-up of the council. */
async function ranked(period: string, council: Council, at: Instant, given: Given): Promise<Result<Ranked>> {
	if (!isPeriod(period) || period > quarterOf(dayOf(at))) return refuse('not-found');
	const outcomes = await given.followups.outcomes([council.id], at);
	const ids = new Set([...council.memberUnitIds, ...outcomes.map(({ leadUnitId }) => leadUnitId)]);
	const units = [...ids].map(given.unit).filter((unit) => unit !== null);
	const about: RankingGiven = { period, units, outcomes };
	const entries = [...computedEntries(about), ...(await given.store.sealed(period))];
	return done({ period, units, table: ranking(entries, about) });
}

function sheetFor(period: string, unitId: string, person: Person, { accessTo, isSettled, nameOf }: Given) {
	const access = accessTo(period, unitId, person);
	return access && { document: nameOf(period, unitId), access, settled: isSettled(period, unitId) };
}
