/**
 * The rules that are computed today. They are data: another version is another line here (later: a council's own), and
 * entries name the version they were made by.
 */
import type { EvaluationRule, RuleId } from './model.ts';

const basis = '系统默认方案第1版（各县可在印发评价办法后替换）';

export const evaluationRules: readonly EvaluationRule[] = [
	{
		id: 'on-time',
		version: 1,
		name: { zh: '按期办结', en: 'On time' },
		basis,
		formula: { kind: 'smoothed-rate', weight: 3 },
		points: 40,
		evidence: 'followups'
	},
	{
		id: 'first-pass',
		version: 1,
		name: { zh: '一次通过', en: 'Passed at once' },
		basis,
		formula: { kind: 'rate' },
		points: 15,
		evidence: 'followups'
	},
	{
		id: 'cooperation',
		version: 1,
		name: { zh: '协作配合', en: 'Cooperation' },
		basis,
		formula: { kind: 'judged', lowest: 1, highest: 5, evaluators: 2 },
		points: 15,
		evidence: 'sheet'
	}
];

export function ruleOf(id: RuleId): EvaluationRule {
	const rule = evaluationRules.find((one) => one.id === id);
	if (!rule) throw new Error(`no rule ${id}`);
	return rule;
}
