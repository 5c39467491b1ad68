/** SQL of what was decided: this domain's table only. */
import type { CompiledQuery } from 'kysely';
import type { ConclusionKind, Decision } from '#shared/decisions/model.ts';
import type { Storage } from '#server/storage/port.ts';

type Row = {
	readonly id: string;
	readonly council_id: string;
	readonly meeting_id: string;
	readonly n: number;
	readonly label: string;
	readonly item_id: string;
	readonly item_title: string;
	readonly kind: string;
	readonly text: string;
	readonly action_id: string | null;
	readonly lead_unit_id: string | null;
	readonly co_unit_ids: string;
	readonly due_on: string | null;
	readonly quorum_required: number;
	readonly quorum_present: number;
	readonly person_id: string;
	readonly at: number;
};

export type DecisionFilter = {
	readonly councilIds: readonly string[];
	readonly meetingId?: string | undefined;
	readonly itemId?: string | undefined;
	readonly kind?: string | undefined;
	readonly leadUnitId?: string | undefined;
	readonly limit: number;
	/** Newest first; the place behind which to go on. */
	readonly after: { readonly at: number; readonly n: number; readonly id: string } | null;
};

export function decisionStore(storage: Storage) {
	const db = storage.read.withTables<{ decisions: Row }>();
	return {
		add: (decision: Decision): CompiledQuery => db.insertInto('decisions').values(rowOf(decision)).compile(),
		find: async (id: string): Promise<Decision | null> => {
			const row = await db.selectFrom('decisions').selectAll().where('id', '=', id).executeTakeFirst();
			return row ? decisionOf(row) : null;
		},
		list: async ({ councilIds, after, limit, ...filter }: DecisionFilter): Promise<readonly Decision[]> => {
			if (councilIds.length === 0) return [];
			let query = db
				.selectFrom('decisions')
				.selectAll()
				.where('council_id', 'in', [...councilIds]);
			const { meetingId, itemId, kind, leadUnitId } = filter;
			if (meetingId !== undefined) query = query.where('meeting_id', '=', meetingId);
			if (itemId !== undefined) query = query.where('item_id', '=', itemId);
			if (kind !== undefined) query = query.where('kind', '=', kind);
			if (leadUnitId !== undefined) query = query.where('lead_unit_id', '=', leadUnitId);
			if (after)
				query = query.where(({ eb, refTuple, tuple }) =>
					eb(refTuple('at', 'n', 'id'), '<', tuple(after.at, after.n, after.id))
				);
			const rows = await query.orderBy('at', 'desc').orderBy('n', 'desc').orderBy('id', 'desc').limit(limit).execute();
			return rows.map(decisionOf);
		}
	};
}

function rowOf(decision: Decision): Row {
	return {
		id: decision.id,
		council_id: decision.councilId,
		meeting_id: decision.meetingId,
		n: decision.n,
		label: decision.label,
		item_id: decision.itemId,
		item_title: decision.itemTitle,
		kind: decision.kind,
		text: decision.text,
		action_id: decision.actionId,
		lead_unit_id: decision.leadUnitId,
		co_unit_ids: JSON.stringify(decision.coUnitIds),
		due_on: decision.dueOn,
		quorum_required: decision.quorum.required,
		quorum_present: decision.quorum.present,
		person_id: decision.personId,
		at: decision.at
	};
}

function decisionOf(row: Row): Decision {
	return {
		id: row.id,
		councilId: row.council_id,
		meetingId: row.meeting_id,
		n: row.n,
		label: row.label,
		itemId: row.item_id,
		itemTitle: row.item_title,
		kind: row.kind as ConclusionKind,
		text: row.text,
		actionId: row.action_id,
		leadUnitId: row.lead_unit_id,
		coUnitIds: JSON.parse(row.co_unit_ids) as string[],
		dueOn: row.due_on,
		quorum: { required: row.quorum_required, present: row.quorum_present },
		personId: row.person_id,
		at: row.at
	};
}
