import { describe, expect, test } from 'vitest';
import { may } from '#shared/auth/may.ts';
import { person } from '#shared/auth/scene.ts';
import { instantOf } from '#shared/foundation/time.ts';
import { seriesDefaults } from '#shared/units/model.ts';
import { apply, applyCall, noCalls } from './apply.ts';
import { addPaper, callForPaper, decide, type PaperFacts } from './decide.ts';
import {
	paperDefaults,
	type Paper,
	type PaperBook,
	type PaperEvent,
	type PaperFile,
	type PaperPlace
} from './model.ts';
import { claimedBy, cleanName } from './names.ts';
import { dueOf, isLate, latest, mayFetch, mayReadPaper, missingOf, paperSubject, type Met } from './views.ts';

const NOW = instantOf('2026-11-23', 9 * 60);
const place: PaperPlace = { kind: 'item', meetingId: 'm-1', itemId: 'a-1' };
const facts = (change: Partial<PaperFacts> & { open?: boolean; dueAt?: number; papers?: number } = {}): PaperFacts => {
	const { open = true, dueAt = NOW + 1000, papers = 0, ...rest } = change;
	return {
		personId: 'edu',
		at: NOW,
		isOffice: false,
		place: { isOpen: open, unitId: 'u-edu', dueAt, papers },
		...rest
	};
};
const file = (change: Partial<PaperFile> = {}): PaperFile => ({
	name: '方案.pdf',
	type: 'application/pdf',
	bytes: 10,
	hash: 'a'.repeat(64),
	upload: 'upload-1',
	...change
});
const wanted = { confirmed: true } as const;
const fold = (events: readonly PaperEvent[], from: PaperBook = null): Paper => {
	const after = events.reduce(apply, from);
	if (!after) throw new Error('nothing');
	return after;
};
const added = (change: object = {}, given: PaperFacts = facts()): Paper => {
	const judged = addPaper(null, { id: 'p-1', place, wanted: { ...wanted, ...change } }, file(), given);
	if (!judged.ok) throw new Error(judged.refusal.code);
	return fold(judged.value);
};
const told = (judged: ReturnType<typeof decide>): string =>
	judged.ok ? judged.value.map(({ type }) => type).join() : judged.refusal.code;

describe('handing in', () => {
	test.each([
		['papers-closed', { open: false }, wanted],
		['paper-unconfirmed', {}, { confirmed: false }],
		['papers-too-many', { papers: paperDefaults.mostAtPlace }, wanted]
	])('[P2] [P8] [P11] %s', (code, change, asked) => {
		expect(told(addPaper(null, { id: 'p-1', place, wanted: asked }, file(), facts(change)))).toBe(code);
	});

	test('[P8] the tick is in the book', () => {
		const judged = addPaper(null, { id: 'p-1', place, wanted }, file(), facts());
		expect(judged.ok && judged.value).toMatchObject([{ type: 'added', confirmed: true, personId: 'edu' }]);
	});

	test('[P5] the same upload is recorded once, and another person cannot take its id', () => {
		const paper = added();
		expect(told(addPaper(paper, { id: 'p-1', place, wanted }, file(), facts()))).toBe('');
		expect(told(addPaper(paper, { id: 'p-1', place, wanted }, file(), facts({ personId: 'other' })))).toBe(
			'not-allowed'
		);
	});

	test('[P6] internal where nothing was said; names only where they decide', () => {
		expect(added({ readerUnitIds: ['u-x'] })).toMatchObject({ level: 'internal', readerUnitIds: [] });
		expect(added({ level: 'need-to-know', readerUnitIds: ['u-x'] }).readerUnitIds).toEqual(['u-x']);
	});
});

describe('versions', () => {
	const another = file({ hash: 'b'.repeat(64), upload: 'upload-2' });

	test('[P3] the next number, and the old one stays', () => {
		const judged = decide(added(), { command: 'add-version', confirmed: true }, another, facts());
		const paper = judged.ok ? fold(judged.value, added()) : added();
		expect(paper.versions.map(({ number, hash }) => [number, hash[0]])).toEqual([
			[1, 'a'],
			[2, 'b']
		]);
	});

	test.each([
		['', file({ upload: 'upload-3' }), facts(), true],
		['version-added', file({ upload: 'upload-3', name: '新.pdf' }), facts(), true],
		['paper-unconfirmed', another, facts(), false],
		['papers-closed', another, facts({ open: false }), true]
	])('[P3] [P8] %s', (code, sent, given, confirmed) => {
		expect(told(decide(added(), { command: 'add-version', confirmed }, sent, given))).toBe(code);
	});

	test('[P4] late after the deadline that stood then, whatever is set later', () => {
		expect(isLate(latest(added()))).toBe(false);
		expect(isLate(latest(added({}, facts({ dueAt: NOW }))))).toBe(false);
		expect(isLate(latest(added({}, facts({ dueAt: NOW - 1 }))))).toBe(true);
	});
});

describe('withdrawing', () => {
	const withdraw = { command: 'withdraw', reason: ' 内容有误 ' } as const;
	const gone = fold([{ type: 'withdrawn', personId: 'edu', at: NOW, reason: '内容有误' }], added());

	test('[P12] with a reason, once; after the end by the office only', () => {
		expect(told(decide(added(), { ...withdraw, reason: ' ' }, null, facts()))).toBe('reason-missing');
		expect(told(decide(added(), withdraw, null, facts({ open: false })))).toBe('papers-closed');
		expect(told(decide(added(), withdraw, null, facts({ open: false, isOffice: true })))).toBe('withdrawn');
		expect(told(decide(gone, withdraw, null, facts()))).toBe('');
		const version = { command: 'add-version', confirmed: true } as const;
		expect(told(decide(gone, version, file({ hash: 'c', upload: 'u' }), facts()))).toBe('paper-withdrawn');
	});

	test('[P13] erased when it was withdrawn, with a reason, and its names stay', () => {
		const erase = { command: 'erase', reason: '误传' } as const;
		expect(told(decide(added(), erase, null, facts()))).toBe('paper-not-withdrawn');
		expect(told(decide(gone, { ...erase, reason: '' }, null, facts()))).toBe('reason-missing');
		const judged = decide(gone, erase, null, facts());
		const after = judged.ok ? fold(judged.value, gone) : gone;
		expect(after).toMatchObject({ erased: { reason: '误传' }, versions: [{ name: '方案.pdf' }] });
		expect(told(decide(after, erase, null, facts()))).toBe('');
	});
});

describe('deadlines', () => {
	const startsAt = instantOf('2026-11-30', 9 * 60); // a Monday
	const asked = { personId: 'office', at: NOW, startsAt, isOpen: true };

	test('[P14] one working day before, at six; the council and the office say otherwise', () => {
		expect(dueOf(noCalls, 'a-1', { startsAt, daysBefore: seriesDefaults.paperDaysBefore })).toBe(
			instantOf('2026-11-27', 18 * 60)
		);
		expect(dueOf(noCalls, 'a-1', { startsAt, daysBefore: 3 })).toBe(instantOf('2026-11-25', 18 * 60));
		expect(dueOf(noCalls, 'a-1', { startsAt, daysBefore: 0 })).toBe(startsAt);
		const judged = callForPaper(noCalls, { itemId: 'a-1', wanted: true, dueAt: NOW + 1000 }, asked);
		const calls = judged.ok ? judged.value.reduce(applyCall, noCalls) : noCalls;
		expect(dueOf(calls, 'a-1', { startsAt, daysBefore: seriesDefaults.paperDaysBefore })).toBe(NOW + 1000);
		expect(callForPaper(calls, { itemId: 'a-1', wanted: true, dueAt: NOW + 1000 }, asked)).toEqual({
			ok: true,
			value: []
		});
	});

	test.each([
		['paper-due-outside', NOW, true],
		['paper-due-outside', startsAt + 1, true],
		['papers-closed', NOW + 1, false]
	])('[P14] %s', (code, dueAt, isOpen) => {
		const judged = callForPaper(noCalls, { itemId: 'a-1', wanted: true, dueAt }, { ...asked, isOpen });
		expect(judged.ok ? 'done' : judged.refusal.code).toBe(code);
	});

	test('[P15] missing: asked for, with a unit, and nothing stands', () => {
		const items = ['a-1', 'a-2', 'a-3', 'a-4'].map((id) => ({ id, unitId: id === 'a-4' ? null : 'u-edu' }));
		const calls = { items: { 'a-3': { wanted: false, dueAt: null } } };
		expect(missingOf(items, calls, new Set(['a-2'])).map(({ id }) => id)).toEqual(['a-1']);
	});
});

describe('reading', () => {
	const council = { councilId: 'c-1', participantUnitIds: ['u-edu', 'u-police', 'u-health'] };
	const meeting: Met = { action: 'meetings.read', subject: council };
	const edu = person('edu', { role: 'liaison', unitId: 'u-edu' });
	const police = person('police', { role: 'liaison', unitId: 'u-police' });
	const health = person('health', { role: 'member', unitId: 'u-health' });
	const stranger = person('stranger', { role: 'liaison', unitId: 'u-x' });
	const office = person('office', { role: 'secretary', councilId: 'c-1' });
	const everybody = [edu, police, health, stranger, office];
	const readers = (paper: Paper, places: readonly Met[] = [meeting]): string =>
		everybody.flatMap((one) => (mayReadPaper(one, paper, places) ? [one.id] : [])).join();

	test('[P6] by level, and by name', () => {
		expect(readers(added())).toBe('edu,police,health,office');
		expect(readers(added({ level: 'public' }))).toBe('edu,police,health,office');
		expect(readers(added({ level: 'need-to-know' }))).toBe('edu,office');
		expect(readers(added({ level: 'need-to-know', readerUnitIds: ['u-police'] }))).toBe('edu,police,office');
		expect(readers(added({ level: 'need-to-know', readerPersonIds: ['health', 'stranger'] }))).toBe(
			'edu,health,office'
		);
	});

	test('[P7] never more than the topic it lies with', () => {
		const closed: Met = {
			action: 'topics.read',
			subject: { ...council, unitId: 'u-edu', coUnitIds: ['u-x'], level: 'need-to-know' }
		};
		expect(readers(added({ level: 'public' }), [closed])).toBe('edu,stranger,office');
		expect(readers(added(), [closed])).toBe('edu,stranger,office');
		expect(readers(added(), [{ action: 'topics.read', subject: { authorId: 'edu' } }])).toBe('edu');
	});

	test('[P7] whom a paper names and its topic does not, it does not admit, whichever question is asked', () => {
		const topic = { ...council, unitId: 'u-edu', coUnitIds: ['u-police'], level: 'need-to-know' } as const;
		const paper = added({ level: 'need-to-know', readerUnitIds: ['u-police', 'u-health'] });
		const admitted = everybody.filter((one) => may(one, 'papers.read', paperSubject(paper, topic)));
		expect(admitted.map(({ id }) => id)).toEqual(['edu', 'police', 'office']);
	});

	test('[P12] what was withdrawn is fetched by its unit and the office', () => {
		const gone = fold([{ type: 'withdrawn', personId: 'edu', at: NOW, reason: '误' }], added());
		expect(everybody.filter((one) => mayFetch(one, gone, [meeting])).map(({ id }) => id)).toEqual(['edu', 'office']);
		expect(readers(gone)).toBe('edu,police,health,office');
	});
});

describe('names', () => {
	test.each([
		['../../etc/passwd', 'passwd'],
		['C:\\Users\\张三\\校园安全方案.docx', '校园安全方案.docx'],
		['a\u0000b\r\n\u202egpj.exe', 'ab gpj.exe'],
		['a<b>:"|?*.pdf', 'a_b______.pdf'],
		['...', '材料'],
		['', '材料'],
		['.pdf', 'pdf'],
		['  .  .pdf  ', 'pdf'],
		['con.pdf', '_con.pdf'],
		['\ud83d.pdf', 'pdf']
	])('[P10] %j is called %s', (given, name) => {
		expect(cleanName(given)).toBe(name);
		expect(cleanName(name)).toBe(name);
	});

	test('[P10] a long name keeps its ending', () => {
		const name = cleanName(`${'长'.repeat(300)}.DOCX`);
		expect([...name]).toHaveLength(120);
		expect(name.endsWith('.docx')).toBe(true);
	});

	test.each([
		['方案.PDF', 'pdf'],
		['方案.docm', 'macros'],
		['方案.exe', null],
		['方案', null],
		['a.constructor', null],
		['方案.pdf.html', null]
	])('[P9] %s claims %s', (name, claim) => {
		expect(claimedBy(name)).toBe(claim);
	});
});
