/** The words of evaluation: periods, groups, rules, figures, and why a figure is missing. */
import type { EvaluationRule, Figure, GapReason, RuleId, UnitGroup } from '#shared/evaluations/model.ts';
import { formatNumber, formatPercent } from '#web/i18n/format.ts';
import { language } from '#web/i18n/language.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { DocumentStatus } from '#web/sync/index.ts';
import type { PeriodState } from './answers.ts';

export const groupWords: Readonly<Record<UnitGroup, () => string>> = {
	departments: m.evaluations_group_departments,
	townships: m.evaluations_group_townships,
	villages: m.evaluations_group_villages,
	schools: m.evaluations_group_schools
};

export const gapWords: Readonly<Record<GapReason, () => string>> = {
	'nothing-due': m.evaluations_gap_nothing_due,
	'nothing-verified': m.evaluations_gap_nothing_verified,
	'not-settled': m.evaluations_gap_not_settled
};

const chinese = ['一', '二', '三', '四'];

/** "2026年第四季度" of "2026Q4" */
export function periodName(period: string): string {
	const quarter = Number(period.slice(5));
	return m.evaluations_period({
		year: period.slice(0, 4),
		quarter: language() === 'en' ? quarter : (chinese[quarter - 1] ?? quarter)
	});
}

/** Open, ended or frozen, and what that means for the figures. */
export function stateWords(state: PeriodState, frozen: boolean): string {
	if (frozen) return m.evaluations_state_frozen();
	return state === 'open'
		? `${m.evaluations_state_open()}${m.ui_comma()}${m.evaluations_state_open_note()}`
		: m.evaluations_state_ended_note();
}

export function ruleName({ name }: Pick<EvaluationRule, 'name'>): string {
	return language() === 'en' ? name.en : name.zh;
}

/** How a rule counts, in one line. */
export function formulaWords({ formula, points }: EvaluationRule): string {
	switch (formula.kind) {
		case 'smoothed-rate':
			return m.evaluations_rule_smoothed({ weight: formula.weight, points });
		case 'rate':
			return m.evaluations_rule_rate({ points });
		case 'judged': {
			const { lowest, highest, evaluators } = formula;
			return m.evaluations_rule_judged({ lowest, highest, evaluators, points });
		}
	}
}

/** How the points came about, so that anybody can do the sum again. */
export function figureWords(figure: Figure): string {
	if (figure.kind === 'marks') {
		const { count, mean, lowest, highest } = figure;
		return m.evaluations_figure_marks({ count, mean: formatNumber(mean, 2), lowest, highest });
	}
	const { counted, all, groupMean } = figure;
	const rate = formatPercent(figure.rate);
	return groupMean === null
		? m.evaluations_figure_rate({ counted, all, rate })
		: m.evaluations_figure_smoothed({ counted, all, rate, mean: formatPercent(groupMean) });
}

/** Whether a follow-up counted for the unit, in the word of the rule. */
export function countedWord(rule: RuleId, counted: boolean): string {
	if (rule === 'first-pass') return counted ? m.evaluations_counted_first() : m.evaluations_counted_back();
	return counted ? m.evaluations_counted_on_time() : m.evaluations_counted_late();
}

/** Where one's words are. */
export function savedWords(status: DocumentStatus): string {
	switch (status.kind) {
		case 'connecting':
			return m.evaluations_sheet_connecting();
		case 'saved':
			return m.evaluations_sheet_saved();
		case 'sending':
			return m.evaluations_sheet_saving();
		case 'diverged':
			return m.room_saved_diverged();
		case 'local':
		case 'refused':
			return m.evaluations_sheet_local({ count: status.unsaved });
	}
}
