/** The form of each step as data: which fields it has, and what it sends. One component shows them all. */
import { dayOf, type Instant } from '#shared/foundation/time.ts';
import type { FollowupVerb } from '#shared/followups/commands.ts';
import type { Evidence, Followup, FollowupSettings } from '#shared/followups/model.ts';
import { openSteps } from '#shared/followups/views.ts';
import { formatDay } from '#web/i18n/format.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { Values } from './drafts.ts';
import type { NameOf } from './words.ts';

export type Option = { readonly value: string; readonly text: string };
export type FormField = {
	/** The name in the command's body; a refusal names the same. */
	readonly name: string;
	readonly kind: 'lines' | 'line' | 'day' | 'percent' | 'choice' | 'select' | 'evidence' | 'milestones';
	readonly label: string;
	readonly hint?: string;
	readonly optional?: boolean;
	readonly options?: readonly Option[];
	readonly initial?: string;
	readonly earliest?: string;
};

export type FormGround = {
	readonly followup: Followup;
	readonly settings: FollowupSettings;
	readonly at: Instant;
	readonly units: readonly Option[];
	readonly officeUnitId: string | null;
	/** Other follow-ups of the council, for merging. */
	readonly others: readonly Option[];
	/** Units the asker acts for. */
	readonly actsFor: (unitId: string) => boolean;
	readonly nameOf: NameOf;
	/** The limit stands in the past, so a new one is wanted. */
	readonly hasPassed: boolean;
};

const lines = (name: string, label: string, more: Partial<FormField> = {}): FormField => ({
	name,
	kind: 'lines',
	label,
	...more
});
const yesNo = (name: string): FormField => ({
	name,
	kind: 'choice',
	label: m.followups_form_grant(),
	options: [
		{ value: 'true', text: m.followups_form_yes() },
		{ value: 'false', text: m.followups_form_no() }
	],
	initial: 'true'
});
const documentNumber = (optional = false): FormField => ({
	name: 'documentNumber',
	kind: 'line',
	label: m.followups_form_document(),
	hint: m.followups_form_document_example(),
	...(optional && { optional })
});
const reason = (): FormField => lines('reason', m.followups_form_reason());

/** In the order in which they are asked. A step without fields only wants to be confirmed. */
export function fieldsOf(verb: FollowupVerb, ground: FormGround): readonly FormField[] {
	const { followup, at } = ground;
	switch (verb) {
		case 'receive':
		case 'begin':
		case 'close':
			return [];
		case 'assign':
			return assignFields(ground);
		case 'return':
		case 'ask-pause':
		case 'rebound':
			return [reason()];
		case 'resume':
			return [lines('reason', m.followups_form_reason(), { optional: true })];
		case 'decide-return':
			return [yesNo('accept'), lines('reason', m.followups_form_opinion())];
		case 'decide-extension':
		case 'decide-pause':
			return [yesNo('grant'), lines('reason', m.followups_form_opinion())];
		case 'report':
			return reportFields(followup);
		case 'ask-extension':
			return extensionFields(ground);
		case 'co-step':
			return coStepFields(ground);
		case 'submit':
			return submitFields(ground);
		case 'verify':
			return [lines('text', m.followups_form_note(), { optional: true })];
		case 'send-back':
			return [
				reason(),
				{
					name: 'redoOn',
					kind: 'day',
					label: m.followups_form_redo_on(),
					hint: m.followups_form_redo_hint(),
					earliest: dayOf(at)
				}
			];
		case 'transfer':
			return [{ name: 'to', kind: 'line', label: m.followups_form_to() }, documentNumber(), reason()];
		case 'merge':
			return [
				{ name: 'intoId', kind: 'select', label: m.followups_form_into(), options: ground.others },
				documentNumber(),
				reason()
			];
		case 'cancel':
			return [documentNumber(followup.state === 'draft' && followup.assignedAt === null), reason()];
	}
}

function assignFields({ followup, at, hasPassed, units, officeUnitId, nameOf }: FormGround): readonly FormField[] {
	const { dueOn, returnedBy, leadUnitId, finished } = followup;
	const free = returnedBy.includes(leadUnitId) || finished.length > 0;
	const byOffice = officeUnitId !== null && officeUnitId !== leadUnitId;
	const due: FormField = {
		name: 'dueOn',
		kind: 'day',
		label: m.followups_form_due(),
		earliest: dayOf(at),
		...(dueOn === null
			? { optional: true, hint: m.followups_form_due_default() }
			: { hint: m.followups_form_due_passed({ day: formatDay(dueOn, at) }) })
	};
	return [
		...(free
			? [
					{
						name: 'leadUnitId',
						kind: 'select' as const,
						label: m.followups_form_lead(),
						options: units,
						initial: leadUnitId
					}
				]
			: []),
		...(dueOn === null || hasPassed ? [due] : []),
		{
			name: 'verifierUnitId',
			kind: 'select',
			label: m.followups_form_verifier(),
			options: units.filter(({ value }) => value !== leadUnitId),
			optional: true,
			hint: byOffice
				? `${m.followups_form_verifier_default()}：${nameOf(officeUnitId)}`
				: m.followups_form_verifier_hint()
		}
	];
}

function reportFields({ percent, milestones }: Followup): readonly FormField[] {
	const open = milestones.filter(({ doneAt }) => doneAt === null);
	return [
		lines('text', m.followups_form_text()),
		{ name: 'percent', kind: 'percent', label: m.followups_form_percent(), initial: String(percent) },
		...(open.length > 0
			? [
					{
						name: 'milestoneIds',
						kind: 'milestones' as const,
						label: m.followups_form_milestones(),
						optional: true,
						options: open.map(({ id, title }) => ({ value: id, text: title }))
					}
				]
			: [])
	];
}

function extensionFields({ followup, settings, at }: FormGround): readonly FormField[] {
	const { dueOn, round } = followup;
	return [
		{
			name: 'dueOn',
			kind: 'day',
			label: m.followups_form_new_due(),
			earliest: dueOn ?? dayOf(at),
			hint: m.followups_form_new_due_hint({
				day: dueOn === null ? '—' : formatDay(dueOn, at),
				count: round.extensions,
				limit: settings.extensions
			})
		},
		reason(),
		lines('progress', m.followups_form_progress())
	];
}

function coStepFields({ followup, actsFor, nameOf }: FormGround): readonly FormField[] {
	const open = openSteps(followup);
	const leads = actsFor(followup.leadUnitId);
	const own = open.filter(({ unitId }) => actsFor(unitId));
	const parts = leads ? open : own;
	const first = own[0] ?? parts[0];
	const states: readonly Option[] = [
		...(own.length > 0 ? [{ value: 'done', text: m.followups_co_done() }] : []),
		{ value: 'explained', text: m.followups_co_explained() }
	];
	return [
		{
			name: 'unitId',
			kind: 'select',
			label: m.followups_form_part(),
			options: parts.map(({ unitId }) => ({ value: unitId, text: nameOf(unitId) })),
			initial: first?.unitId ?? ''
		},
		{
			name: 'state',
			kind: 'choice',
			label: m.followups_form_part_state(),
			options: states,
			initial: states[0]?.value ?? ''
		},
		lines('text', m.followups_form_text())
	];
}

function submitFields({ followup, units }: FormGround): readonly FormField[] {
	const { verifierUnitId, leadUnitId } = followup;
	return [
		lines('text', m.followups_form_result()),
		{
			name: 'evidence',
			kind: 'evidence',
			label: m.followups_evidence(),
			hint: m.followups_form_evidence_hint(),
			initial: JSON.stringify([{ text: '', ref: '' }])
		},
		...(verifierUnitId === null
			? [
					{
						name: 'verifierUnitId',
						kind: 'select' as const,
						label: m.followups_form_verifier(),
						hint: m.followups_form_verifier_hint(),
						options: units.filter(({ value }) => value !== leadUnitId)
					}
				]
			: [])
	];
}

export type EvidenceRow = { readonly text: string; readonly ref: string };

/** Rows as they are kept in a draft; whatever cannot be read is one empty row. */
export function evidenceRows(kept: string | undefined): readonly EvidenceRow[] {
	try {
		const rows: unknown = JSON.parse(kept ?? '');
		if (Array.isArray(rows) && rows.length > 0)
			return rows.map((row: Partial<EvidenceRow> | null) => ({
				text: typeof row?.text === 'string' ? row.text : '',
				ref: typeof row?.ref === 'string' ? row.ref : ''
			}));
	} catch {
		// Not ours: start with an empty row.
	}
	return [{ text: '', ref: '' }];
}

/** The command's body. What is optional and empty is left out; everything else the server judges. */
export function bodyOf(fields: readonly FormField[], values: Values): Record<string, unknown> {
	return Object.fromEntries(
		fields.flatMap(({ name, kind, optional, initial = '' }): readonly (readonly [string, unknown])[] => {
			const value = values[name] ?? initial;
			if (kind === 'evidence') return [[name, evidenceOf(value)]];
			if (kind === 'milestones') return [[name, value.split(' ').filter((id) => id !== '')]];
			if (kind === 'percent') return [[name, Number(value)]];
			if (value === 'true' || value === 'false') return [[name, value === 'true']];
			return optional && value.trim() === '' && kind !== 'lines' ? [] : [[name, value]];
		})
	);
}

function evidenceOf(kept: string): readonly Evidence[] {
	return evidenceRows(kept)
		.filter(({ text, ref }) => text.trim() !== '' || ref.trim() !== '')
		.map(({ text, ref }) => ({ text: text.trim(), ref: ref.trim() === '' ? null : ref.trim() }));
}
