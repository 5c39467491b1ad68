/** SQL of follow-ups: this domain's tables only. What changes with the clock (the light) is not a column. */
import type { CompiledQuery, Kysely } from 'kysely';
import type { Followup, FollowupState, Lane } from '#shared/followups/model.ts';
import { laneOf } from '#shared/followups/views.ts';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	readonly followups: {
		readonly id: string;
		readonly version: number;
		readonly council_id: string;
		readonly meeting_id: string;
		readonly decision_id: string;
		readonly label: string;
		readonly text: string;
		readonly lead_unit_id: string;
		readonly verifier_unit_id: string | null;
		readonly state: string;
		readonly lane: string;
		readonly due_on: string | null;
		readonly percent: number;
		readonly opened_at: number;
		readonly state_since: number;
		readonly body: string;
	};
	readonly followup_co_units: { readonly followup_id: string; readonly unit_id: string };
};

export type Place = { readonly dueOn: string; readonly id: string };

export type FollowupFilter = {
	/** Whose the asker may read: all of these councils, and what these units lead or help with. */
	readonly councilIds: readonly string[];
	readonly unitIds: readonly string[];
	readonly councilId?: string | undefined;
	readonly meetingId?: string | undefined;
	readonly decisionId?: string | undefined;
	readonly leadUnitId?: string | undefined;
	/** Leads, helps or verifies. */
	readonly unitId?: string | undefined;
	readonly state?: FollowupState | undefined;
	readonly lane?: Lane | undefined;
};

export type Stored = { readonly version: number; readonly followup: Followup };

/** Without a limit they stand last. */
const NO_LIMIT = '9999-12-31';

export function followupStore(storage: Storage) {
	const db = storage.read.withTables<Tables>();

	return {
		/** The row of a follow-up as it is after an event. */
		put: (followup: Followup, version: number): readonly CompiledQuery[] => {
			const { id, ...row } = rowOf(followup, version);
			const clear = db.deleteFrom('followup_co_units').where('followup_id', '=', id).compile();
			return [
				db
					.insertInto('followups')
					.values({ id, ...row })
					.onConflict((conflict) => conflict.column('id').doUpdateSet(row))
					.compile(),
				clear,
				...followup.steps.map(({ unitId }) =>
					db.insertInto('followup_co_units').values({ followup_id: id, unit_id: unitId }).compile()
				)
			];
		},
		/** By limit, soonest first. */
		page: async (filter: FollowupFilter, after: Place | null, limit: number): Promise<readonly Stored[]> => {
			let query = filtered(db, filter).select(['version', 'body']);
			if (after)
				query = query.where(({ eb, fn, val, and, or }) => {
					const due = fn.coalesce('due_on', val(NO_LIMIT));
					return or([eb(due, '>', after.dueOn), and([eb(due, '=', after.dueOn), eb('id', '>', after.id)])]);
				});
			const rows = await query
				.orderBy(({ fn, val }) => fn.coalesce('due_on', val(NO_LIMIT)))
				.orderBy('id')
				.limit(limit)
				.execute();
			return rows.map(storedOf);
		},
		/** All that were ever handed over in the councils: what evaluation counts. */
		handedOver: async (councilIds: readonly string[]): Promise<readonly Followup[]> => {
			if (councilIds.length === 0) return [];
			const rows = await db
				.selectFrom('followups')
				.select(['version', 'body'])
				.where('council_id', 'in', [...councilIds])
				.where('state', '!=', 'draft')
				.orderBy('id')
				.execute();
			return rows.map((row) => storedOf(row).followup);
		}
	};
}

function filtered(db: Kysely<Tables>, { councilIds, unitIds, ...filter }: FollowupFilter) {
	const helps = (units: readonly string[]) =>
		db
			.selectFrom('followup_co_units')
			.select('followup_id')
			.where('unit_id', 'in', [...units]);
	let query = db
		.selectFrom('followups')
		.where(({ eb, or }) =>
			or([
				...(councilIds.length > 0 ? [eb('council_id', 'in', [...councilIds])] : []),
				...(unitIds.length > 0 ? [eb('lead_unit_id', 'in', [...unitIds]), eb('id', 'in', helps(unitIds))] : []),
				...(councilIds.length + unitIds.length === 0 ? [eb('id', 'is', null)] : [])
			])
		);
	const { councilId, meetingId, decisionId, leadUnitId, unitId, state, lane } = filter;
	if (councilId !== undefined) query = query.where('council_id', '=', councilId);
	if (meetingId !== undefined) query = query.where('meeting_id', '=', meetingId);
	if (decisionId !== undefined) query = query.where('decision_id', '=', decisionId);
	if (leadUnitId !== undefined) query = query.where('lead_unit_id', '=', leadUnitId);
	if (state !== undefined) query = query.where('state', '=', state);
	if (lane !== undefined) query = query.where('lane', '=', lane);
	if (unitId !== undefined)
		query = query.where(({ eb, or }) =>
			or([eb('lead_unit_id', '=', unitId), eb('verifier_unit_id', '=', unitId), eb('id', 'in', helps([unitId]))])
		);
	return query;
}

export function placeOf({ dueOn, id }: Pick<Followup, 'dueOn' | 'id'>): Place {
	return { dueOn: dueOn ?? NO_LIMIT, id };
}

function rowOf(followup: Followup, version: number): Tables['followups'] {
	const { source, round, finished } = followup;
	const openedAt = (finished[0] ?? round).limits[0]?.at ?? followup.stateSince;
	return {
		id: followup.id,
		version,
		council_id: source.councilId,
		meeting_id: source.meetingId,
		decision_id: source.decisionId,
		label: source.label,
		text: followup.text,
		lead_unit_id: followup.leadUnitId,
		verifier_unit_id: followup.verifierUnitId,
		state: followup.state,
		lane: laneOf(followup.state),
		due_on: followup.dueOn,
		percent: followup.percent,
		opened_at: openedAt,
		state_since: followup.stateSince,
		body: JSON.stringify(followup)
	};
}

function storedOf({ version, body }: { readonly version: number; readonly body: string }): Stored {
	return { version, followup: JSON.parse(body) as Followup };
}
