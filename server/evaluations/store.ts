/** SQL of sealed entries: this domain's table only. */
import type { CompiledQuery } from 'kysely';
import type { Entry } from '#shared/evaluations/model.ts';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	readonly evaluation_entries: {
		readonly id: string;
		readonly period: string;
		readonly unit_id: string;
		readonly rule: string;
		readonly rule_version: number;
		readonly points: number;
		readonly possible: number;
		readonly body: string;
		readonly person_id: string;
		readonly at: number;
	};
};

export function evaluationStore(storage: Storage) {
	const db = storage.read.withTables<Tables>();
	return {
		add: (entry: Entry, personId: string, at: number): CompiledQuery =>
			db
				.insertInto('evaluation_entries')
				.values({
					id: entry.id,
					period: entry.period,
					unit_id: entry.unitId,
					rule: entry.rule,
					rule_version: entry.ruleVersion,
					points: entry.points,
					possible: entry.possible,
					body: JSON.stringify(entry),
					person_id: personId,
					at
				})
				.compile(),
		sealed: async (period: string): Promise<readonly Entry[]> => {
			const rows = await db
				.selectFrom('evaluation_entries')
				.select('body')
				.where('period', '=', period)
				.orderBy('id')
				.execute();
			return rows.map(({ body }) => JSON.parse(body) as Entry);
		},
		counts: async (): Promise<ReadonlyMap<string, number>> => {
			const rows = await db
				.selectFrom('evaluation_entries')
				.select(({ fn }) => ['period', fn.countAll<number>().as('sealed')])
				.groupBy('period')
				.execute();
			return new Map(rows.map(({ period, sealed }) => [period, Number(sealed)]));
		}
	};
}
