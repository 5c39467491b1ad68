/**
 * Evaluation: what follow-ups say about units, what evaluators write together in shared sheets, and the seal that makes
 * points of it. Computed entries are worked out anew for each answer; only sealed ones are stored.
 */
import { may, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { applyEvaluation } from '#shared/evaluations/apply.ts';
import { SettleBody, type EvaluationEvent } from '#shared/evaluations/commands.ts';
import { settleSheet } from '#shared/evaluations/decide.ts';
import { readMarks, sheetName, sheetOf, sheetRoots } from '#shared/evaluations/document.ts';
import {
	emptyEvaluation,
	isPeriod,
	type EvaluatedUnit,
	type EvaluationBook,
	type RuleId
} from '#shared/evaluations/model.ts';
import { groupOf } from '#shared/evaluations/views.ts';
import type { Outcome } from '#shared/followups/model.ts';
import { done } from '#shared/foundation/result.ts';
import { dayOf, quarterOf, type Instant } from '#shared/foundation/time.ts';
import type { Council, Unit } from '#shared/units/model.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook } from '#server/storage/book.ts';
import { serverOwner } from '#server/sync/index.ts';
import { serveEvaluations } from './routes.ts';
import { evaluationStore } from './store.ts';

export type EvaluationsOthers = {
	readonly councils: {
		councils(): readonly Council[];
		units(): readonly Unit[];
	};
	readonly followups: { outcomes(councilIds: readonly string[], at: Instant): Promise<readonly Outcome[]> };
};

export type Evaluations = {
	/** Whether a unit's sheet of a period has been settled. */
	isSettled(period: string, unitId: string, rule?: RuleId): boolean;
};

export function openEvaluations(grounds: Grounds, others: EvaluationsOthers): Evaluations {
	const { storage, doors, sync, outbox, auth, clock } = grounds;
	const { councils, followups } = others;
	const store = evaluationStore(storage);
	const book = openBook<EvaluationBook, EvaluationEvent>(storage, {
		domain: 'evaluations',
		empty: emptyEvaluation,
		apply: applyEvaluation,
		rows: (_, { entry, personId, at }) => [store.add(entry, personId, at)],
		outbox: (_, { document, entry }) => [
			{ topic: 'evaluations/settled', payload: { document, period: entry.period, unitId: entry.unitId } }
		]
	});
	book.heard(() => outbox.nudge());

	const unit = (id: string): EvaluatedUnit | null => {
		const found = councils.units().find((one) => one.id === id);
		const group = found ? groupOf(found.kind) : null;
		return group === null ? null : { id, group };
	};
	const nameOf = (period: string, unitId: string): string => sheetName(period, unitId, storage.epoch);
	const isSettled: Evaluations['isSettled'] = (period, unitId, rule = 'cooperation') =>
		book.read(period).state.entries.some((entry) => entry.unitId === unitId && entry.rule === rule);
	const councilsOf = (unitId: string) =>
		councils.councils().filter(({ memberUnitIds }) => memberUnitIds.includes(unitId));
	const subjectsOf = (period: string, unitId: string): readonly Subject[] =>
		councilsOf(unitId).map(({ id, memberUnitIds }) => ({
			councilId: id,
			participantUnitIds: memberUnitIds,
			unitId,
			provisional: isSettled(period, unitId)
		}));
	const accessTo = (period: string, unitId: string, person: Person): 'write' | 'read' | null => {
		const subjects = subjectsOf(period, unitId);
		if (subjects.some((subject) => may(person, 'evaluations.mark', subject))) return 'write';
		return subjects.some((subject) => may(person, 'evaluations.read-sheet', subject)) ? 'read' : null;
	};
	const hasBegun = (period: string): boolean => period <= quarterOf(dayOf(clock()));

	sync.serve({
		domain: 'evaluation',
		roots: () => sheetRoots,
		exists: (name) => {
			const sheet = sheetOf(name);
			const there = sheet && unit(sheet.unitId) && councilsOf(sheet.unitId).length > 0 && hasBegun(sheet.period);
			if (!there || sheet.epoch > storage.epoch) return null;
			return sheet.epoch === storage.epoch ? 'present' : 'older';
		},
		access: (name, person) => {
			const sheet = sheetOf(name);
			return sheet && accessTo(sheet.period, sheet.unitId, person);
		}
	});
	// The seal comes after the fact; told again after a crash it finds the sheet sealed and changes nothing.
	outbox.on('evaluations/settled', async (payload) => {
		const { document } = payload as { document: string };
		await sync.seal(document);
		await sync.revoke({ name: document });
	});

	doors.command({
		name: 'evaluations/settle',
		body: SettleBody,
		may: 'evaluations.settle',
		of: (period, { unitId, councilId }) => {
			if (!isPeriod(period)) return null;
			const subjects = subjectsOf(period, unitId);
			return subjects.find((subject) => councilId === undefined || subject.councilId === councilId) ?? null;
		},
		summary: 'Seals the marks of a sheet into an entry of the ranking. The id is the period, for example 2026Q4.',
		run: async ({ id: period, body, person, at, key }) => {
			const document = nameOf(period, body.unitId);
			const councilId = body.councilId ?? councilsOf(body.unitId)[0]?.id ?? '';
			const holders = await auth.holders(councilId);
			const draft = await sync.read(document);
			const marks = readMarks(draft);
			draft.destroy();
			const told = await book.command(period, { person, at, key, body: { command: 'settle', ...body } }, (state) =>
				settleSheet(state, body, {
					person,
					at,
					unitExists: unit(body.unitId) !== null,
					document,
					marks,
					evaluators: holders.filter(({ holdings }) =>
						holdings.some((held) => held.role === 'evaluator' && held.councilId === councilId)
					),
					// What the house itself wrote (the demonstration's sheets) it wrote for the person named there.
					owners: new Map([...storage.log.owners(document)].filter(([, owner]) => owner !== serverOwner))
				})
			);
			if (!told.ok) return told;
			const { seq, events } = told.value;
			return done({ seq, events });
		}
	});
	serveEvaluations(doors, { store, councils, followups, unit, accessTo, isSettled, nameOf });

	return { isSettled };
}
