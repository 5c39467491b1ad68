import { describe, expect, test } from 'vitest';
import { Compile } from 'typebox/compile';
import { followupBodies, type FollowupVerb } from '#shared/followups/commands.ts';
import { followupDefaults, type Followup } from '#shared/followups/model.ts';
import {
	assigned,
	at,
	closed,
	open,
	received,
	run,
	people,
	report,
	submitted,
	working
} from '#shared/followups/scene.ts';
import { actsFor } from '#shared/followups/views.ts';
import { Drafts, type Notes } from './drafts.ts';
import { bodyOf, evidenceRows, fieldsOf, type FormGround } from './forms.ts';
import { chainOf, historyLines, type Numbered } from './history.ts';
import { verbs } from './steps.ts';

const ground = (followup: Followup, date = '2026-12-02'): FormGround => ({
	followup,
	settings: followupDefaults,
	at: at(date),
	units: ['u-office', 'u-police', 'u-transport'].map((value) => ({ value, text: value })),
	officeUnitId: 'u-office',
	others: [{ value: 'f-2', text: '第4次-3' }],
	actsFor: (unitId) => actsFor(people.lead, unitId),
	nameOf: (id) => id,
	hasPassed: false
});

describe('what a form sends', () => {
	const filled: Readonly<Record<string, string>> = {
		reason: '理由',
		text: '情况',
		progress: '进展',
		dueOn: '2026-12-25',
		redoOn: '2026-12-25',
		to: '县发改局',
		intoId: 'f-2',
		documentNumber: '联席〔2026〕3号',
		percent: '60',
		evidence: JSON.stringify([{ text: '照片', ref: '' }])
	};
	test.each(verbs.map((verb) => [verb]))('[F10] %s fits the door of the same name', (verb: FollowupVerb) => {
		const followup =
			verb === 'assign' ? open({ dueOn: null }) : run(received(), [people.lead, '2026-12-01', report(20)]);
		const body = bodyOf(fieldsOf(verb, ground(followup)), filled);
		expect([...Compile(followupBodies[verb]).Errors(body)]).toEqual([]);
	});
	test('[F3] a decided limit that stands is not asked for again, one that has passed is', () => {
		const names = (hasPassed: boolean) => fieldsOf('assign', { ...ground(open()), hasPassed }).map(({ name }) => name);
		expect([names(false), names(true)]).toEqual([['verifierUnitId'], ['dueOn', 'verifierUnitId']]);
	});
	test('[F14] the verifier is asked for only where none was named', () => {
		const named = fieldsOf('submit', ground(working())).map(({ name }) => name);
		const unnamed = fieldsOf('submit', ground({ ...working(), verifierUnitId: null })).map(({ name }) => name);
		expect([named.includes('verifierUnitId'), unnamed.includes('verifierUnitId')]).toEqual([false, true]);
	});
	test('[F11] the lead may only explain the part of another unit', () => {
		const followup = run(received(), [people.lead, '2026-12-01', report(20)]);
		const state = fieldsOf('co-step', ground(followup)).find(({ name }) => name === 'state');
		expect(state?.options?.map(({ value }) => value)).toEqual(['explained']);
	});
	test('[F12] empty rows of evidence are no evidence, and a spoiled draft is one empty row', () => {
		const fields = fieldsOf('submit', ground(working()));
		expect(bodyOf(fields, { evidence: JSON.stringify([{ text: ' ', ref: '' }]) })['evidence']).toEqual([]);
		expect(evidenceRows('{')).toEqual([{ text: '', ref: '' }]);
	});
});

describe('drafts', () => {
	const storage = (): Notes & { readonly kept: Map<string, string> } => {
		const kept = new Map<string, string>();
		return {
			kept,
			getItem: (key) => kept.get(key) ?? null,
			setItem: (key, value) => void kept.set(key, value),
			removeItem: (key) => void kept.delete(key)
		};
	};
	test('[F10] what was typed comes back to the account that typed it, and to no other', () => {
		const notes = storage();
		new Drafts('liaison-edu', 'followups/f-1', () => notes).keep('report', { text: '推进中', percent: '' });
		expect(new Drafts('liaison-edu', 'followups/f-1', () => notes).read('report')).toEqual({ text: '推进中' });
		expect(new Drafts('member-edu', 'followups/f-1', () => notes).read('report')).toEqual({});
	});
	test('[F10] it goes when it was submitted', () => {
		const notes = storage();
		const drafts = new Drafts('a', 'f', () => notes);
		drafts.keep('report', { text: '推进中' });
		drafts.drop('report');
		expect(notes.kept.size).toBe(0);
	});
	test('[F10] storage that is forbidden or spoiled is an empty draft', () => {
		const forbidden = new Drafts('a', 'f', () => {
			throw new Error('forbidden');
		});
		forbidden.keep('report', { text: 'x' });
		expect(forbidden.read('report')).toEqual({});
		const notes = storage();
		notes.kept.set('draft/a/f/report', '[1,');
		expect(new Drafts('a', 'f', () => notes).read('report')).toEqual({});
	});
});

describe('the whole chain', () => {
	const told = (type: 'opened' | 'assigned' | 'received' | 'rebounded', date: string, seq: number): Numbered =>
		({ seq, event: { type, at: at(date), personId: 'p' } }) as Numbered;
	const states = (followup: Followup, history: readonly Numbered[]): string =>
		chainOf(followup, history)
			.map(({ state }) => state[0])
			.join('');
	test.each([
		['[F2] a draft waits for the office', open(), 'dnaaaaa'],
		['[F26] what is assigned waits for the signature', assigned(), 'ddnaaaa'],
		['[F10] what is carried is under way', working(), 'dddnaaa'],
		['[F18] what is submitted waits for the verifier', submitted(), 'dddddna'],
		['[F19] what is closed has come all the way', closed(), 'ddddddd']
	] as const)('%s', (_, followup, letters) => {
		expect(states(followup, [told('opened', '2026-11-26', 1)])).toBe(letters);
	});
	test('[F27] another round shows its own moments only', () => {
		const history = [
			told('opened', '2026-11-26', 1),
			told('assigned', '2026-11-27', 2),
			told('rebounded', '2026-12-20', 3)
		];
		const steps = chainOf({ ...open(), state: 'rebound' }, history);
		expect(steps.map(({ at: when }) => when)).toEqual([at('2026-12-20'), null, null, null, null, null, null]);
	});
	test('[F10] the history is told in words, the latest first', () => {
		const history: readonly Numbered[] = [
			{ seq: 1, event: { type: 'received', at: at('2026-11-30'), personId: 'p-lead' } },
			{
				seq: 2,
				event: {
					type: 'extension-asked',
					at: at('2026-12-01'),
					personId: 'p-lead',
					reason: '材料晚到',
					progress: '四成',
					dueOn: '2026-12-25'
				}
			}
		];
		const lines = historyLines(history, (id) => id, at('2026-12-02'));
		expect(lines.map(({ what, text }) => [what, text])).toEqual([
			['申请延期至 12月25日', '材料晚到\n四成'],
			['签收', null]
		]);
	});
});
