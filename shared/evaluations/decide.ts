/** Whether a sheet of marks becomes points. What the evaluators wrote is read from the server's own copy. */
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import { dayOf, quarterOf, type Instant } from '#shared/foundation/time.ts';
import type { EvaluationEvent, Settle } from './commands.ts';
import type { EvaluationBook, EvaluationRule, SheetMark } from './model.ts';
import { ruleOf } from './rules.ts';
import { judgedPoints, spreadOf } from './views.ts';

export type SettleFacts = {
	readonly person: Person;
	readonly at: Instant;
	/** False for an id that is no evaluated unit. */
	readonly unitExists: boolean;
	readonly document: string;
	readonly marks: readonly SheetMark[];
	/** Everybody who holds the role of an evaluator in the council. */
	readonly evaluators: readonly { readonly id: string; readonly name: string; readonly unitId: string }[];
	/** Who used a Yjs client id first; the server's own clients are not listed. */
	readonly owners: ReadonlyMap<number, string>;
};

/** The entry that a unit's sheet gives, or why it cannot be settled. */
export function settleSheet(
	book: EvaluationBook,
	{ unitId }: Settle,
	facts: SettleFacts
): Result<readonly EvaluationEvent[]> {
	const rule = ruleOf('cooperation');
	const { person, at, document } = facts;
	if (!facts.unitExists) return refuse('not-found');
	if (book.period > quarterOf(dayOf(at))) return refuse('period-not-begun', { period: book.period }); // [E9]
	if (person.unitId === unitId) return refuse('settle-own-unit'); // [E5]
	if (book.entries.some((entry) => entry.unitId === unitId && entry.rule === rule.id)) return refuse('already-settled'); // [E8]
	const marks: {
		readonly evaluator: SettleFacts['evaluators'][number];
		readonly mark: number;
		readonly reason: string;
	}[] = [];
	for (const line of facts.marks) {
		if (line.mark === null) continue;
		const evaluator = facts.evaluators.find(({ id }) => id === line.personId);
		if (!evaluator) return refuse('not-an-evaluator', {}, ['marks']); // [E6]
		const refused = unsound({ ...line, mark: line.mark }, evaluator, { rule, unitId, owners: facts.owners });
		if (refused) return refused;
		marks.push({ evaluator, mark: line.mark, reason: line.reason.trim() });
	}
	const needed = rule.formula.kind === 'judged' ? rule.formula.evaluators : 0;
	if (marks.length < needed) return refuse('too-few-marks', { needed, present: marks.length }, ['marks']); // [E4]
	const spread = spreadOf(marks.map(({ mark }) => mark));
	return done([
		{
			type: 'settled',
			document,
			personId: person.id,
			at,
			entry: {
				id: `${book.period}.${unitId}.${rule.id}`,
				unitId,
				period: book.period,
				rule: rule.id,
				ruleVersion: rule.version,
				points: judgedPoints(rule, spread.mean),
				possible: rule.points,
				figure: { kind: 'marks', ...spread },
				evidence: marks.map(({ evaluator, mark, reason }) => ({
					kind: 'mark',
					document,
					personId: evaluator.id,
					unitId: evaluator.unitId,
					mark,
					reason
				})),
				madeBy: { kind: 'person', personId: person.id, at }
			}
		}
	]);
}

function unsound(
	{ mark, reason, writers, personId }: SheetMark & { readonly mark: number },
	{ name, unitId: ownUnitId }: SettleFacts['evaluators'][number],
	{
		rule,
		unitId,
		owners
	}: { readonly rule: EvaluationRule; readonly unitId: string; readonly owners: SettleFacts['owners'] }
): Refused | null {
	if (ownUnitId === unitId) return refuse('evaluator-of-own-unit', { name }, ['marks']); // [E5]
	const { formula } = rule;
	const inRange = formula.kind === 'judged' && mark >= formula.lowest && mark <= formula.highest;
	if (!inRange || !Number.isInteger(mark * 2)) return refuse('mark-out-of-range', { name }, ['marks']); // [E7]
	if (reason.trim() === '') return refuse('mark-without-reason', { name }, ['marks']); // [E4]
	// [E6] The sheet is shared, so the text alone does not say whose hand it was.
	if (writers.some((client) => owners.has(client) && owners.get(client) !== personId))
		return refuse('mark-not-own', { name }, ['marks']);
	return null;
}
