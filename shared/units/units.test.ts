import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyCouncils, applyUnits, noUnits } from './apply.ts';
import { addUnits, change, found, foundCounty, importUnits, succeed } from './decide.ts';
import { unitKinds, type Council, type Unit, type UnitKind, type UnitTree } from './model.ts';
import { readRows } from './rows.ts';
import { unit } from './scene.ts';
import { ancestors, kindNamed, mayStandUnder, presentUnit } from './views.ts';

const facts = { personId: 'p-admin', at: 1 };
const tree = (...units: Unit[]): UnitTree => ({ units });
const paste = [
	'名称\t类别\t上级',
	'示范县\t县\t',
	'县教育局\t县直部门\t',
	'上湾村\t村\t东河镇',
	'东河镇\t镇\t示范县'
].join('\n');

function imported(text: string, before: UnitTree = noUnits): UnitTree {
	let next = before.units.length;
	const judged = importUnits(before, text, { ...facts, newId: () => `u${(next += 1)}` });
	if (!judged.ok) throw new Error(judged.refusal.code);
	return judged.value.reduce(applyUnits, before);
}

describe('the tree', () => {
	test.each<[UnitKind, UnitKind | null, boolean]>([
		['county', null, true],
		['county', 'county', false],
		['department', 'county', true],
		['department', null, false],
		['village', 'township', true],
		['village', 'county', false],
		['village', 'village', false],
		['community', 'sub-district', true],
		['school', 'department', true],
		['private-school', 'township', true],
		['private-school', 'village', false]
	])('[U1] a %s under a %s: %s', (kind, parent, allowed) => {
		expect(mayStandUnder(kind, parent)).toBe(allowed);
	});

	test('[U1] units with ids of their own are added once, and only where they may stand', () => {
		const units = [unit('u-county', 'county', null), unit('u-edu', 'department', 'u-county')];
		const judged = addUnits(noUnits, units, facts);
		const after = judged.ok ? judged.value.reduce(applyUnits, noUnits) : noUnits;
		expect(after.units).toEqual(units);
		expect(addUnits(after, units, facts)).toEqual({ ok: true, value: [] });
		expect(addUnits(after, [unit('u-v', 'village', 'u-edu')], facts)).toMatchObject({ refusal: { code: 'row-under' } });
		expect(addUnits(after, [unit('u-v', 'village', 'u-none')], facts)).toMatchObject({
			refusal: { code: 'row-under' }
		});
	});

	test('[U5] the last of the line stands for a unit, and a circle is refused', () => {
		const before = tree(unit('a', 'county', null), unit('b', 'department', 'a'), unit('c', 'department', 'a'));
		const first = succeed(before, { unitId: 'b', successorId: 'c' }, facts);
		const after = first.ok ? first.value.reduce(applyUnits, before) : before;
		expect(presentUnit(after.units, 'b')?.id).toBe('c');
		expect(after.units[1]?.name).toBe('b');
		expect(succeed(after, { unitId: 'c', successorId: 'b' }, facts)).toMatchObject({
			refusal: { code: 'unit-follows-itself' }
		});
		expect(succeed(after, { unitId: 'b', successorId: 'none' }, facts)).toMatchObject({
			refusal: { code: 'not-found' }
		});
		expect(succeed(after, { unitId: 'b', successorId: 'c' }, facts)).toEqual({ ok: true, value: [] });
	});

	test('[U5] looking for the present unit ends even in a circle, which no command makes', () => {
		const circle = tree(
			{ ...unit('a', 'county', null), successorId: 'b' },
			{ ...unit('b', 'county', null), successorId: 'a' }
		);
		expect(presentUnit(circle.units, 'a')).not.toBeNull();
		expect(presentUnit(circle.units, 'none')).toBeNull();
	});

	test('[U1] ancestors go up to the county', () => {
		const units = imported(paste).units;
		expect(ancestors(units, units.find(({ name }) => name === '上湾村')!.id).map(({ name }) => name)).toEqual([
			'东河镇',
			'示范县'
		]);
	});
});

describe('pasting rows', () => {
	test('[U2] [U4] a whole paste becomes a tree, whatever the order of the rows', () => {
		const { units } = imported(paste);
		const parentOf = (name: string): string | undefined => {
			const { parentId } = units.find((each) => each.name === name)!;
			return units.find(({ id }) => id === parentId)?.name;
		};
		expect(units.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
			'示范县 county',
			'县教育局 department',
			'上湾村 village',
			'东河镇 township'
		]);
		expect([parentOf('示范县'), parentOf('县教育局'), parentOf('上湾村')]).toEqual([undefined, '示范县', '东河镇']);
	});

	test('[U4] the same paste twice adds nothing; more rows find their parents in the tree', () => {
		const once = imported(paste);
		expect(imported(paste, once)).toBe(once);
		const more = imported('石桥村,村,东河镇', once);
		expect(more.units.at(-1)?.parentId).toBe(once.units.find(({ name }) => name === '东河镇')?.id);
	});

	test('[U4] two villages of one name live under two townships', () => {
		const text = '示范县,县\n东河镇,镇\n西岭乡,乡\n新民村,村,东河镇\n新民村,村,西岭乡';
		expect(new Set(imported(text).units.map(({ parentId, name }) => `${parentId} ${name}`)).size).toBe(5);
		expect(readRows(`${text}\n新民村,村,西岭乡`, []).faults).toMatchObject([
			{ row: 6, refusal: { code: 'row-twice' } }
		]);
	});

	test.each([
		['示范县,县\n,部门', 2, 'row-name'],
		[`示范县,县\n${'长'.repeat(61)},部门`, 2, 'row-name'],
		['示范县,县\n\n教育局,处室', 3, 'row-kind'],
		['示范县,县\n上湾村,村,东河镇', 2, 'row-parent'],
		['县教育局,部门', 1, 'row-parent'],
		['示范县,县\n上湾村,村,示范县', 2, 'row-under'],
		['示范县,县\n教育局,部门\n教育局,部门', 3, 'row-twice'],
		['示范县,县\n另一县,县', 2, 'row-county'],
		['示范县,县,示范县', 1, 'row-under'],
		['', 1, 'rows-empty'],
		['名称,类别,上级\n', 1, 'rows-empty']
	])('[U2] %j: row %i, %s', (text, row, code) => {
		expect(readRows(text, []).faults).toMatchObject([{ row, refusal: { code } }]);
		expect(importUnits(noUnits, text, { ...facts, newId: () => 'x' }).ok).toBe(false);
	});

	test('[U2] all rows at fault are named at once', () => {
		expect(readRows('示范县,县\n,部门\n甲,乙\n丙,村,丁', []).faults.map(({ row }) => row)).toEqual([2, 3, 4]);
	});

	test('[U2] quotes, tabs, full-width commas and line ends of spreadsheets are understood', () => {
		const { units, faults } = readRows('\uFEFF示范县，县\r\n"局, 教育 ""新""",部门,示范县,新局\r\n', []);
		expect(faults).toEqual([]);
		expect(units[1]).toMatchObject({ name: '局, 教育 "新"', shortName: '新局', parent: '示范县' });
	});

	test('[U2] [X2] what is not seen is in no name, and two names that look alike are one', () => {
		const { units, faults } = readRows('示范县,县\n教\u200b育局\u202e,部门\n教育局,部门,示范\u0000县', []);
		expect(units.map(({ name }) => name)).toEqual(['示范县', '教育局']);
		expect(faults).toMatchObject([{ row: 3, refusal: { code: 'row-twice' } }]);
		expect(
			foundCounty(noUnits, { id: 'u-1', name: '\u202e', rows: '' }, { ...facts, newId: () => 'u-x' })
		).toMatchObject({
			refusal: { code: 'row-name' }
		});
	});

	test('[U2] whatever is pasted, every row is a unit, known, or a fault', () => {
		const cell = fc.constantFrom('示范县', '教育局', '东河镇', '上湾村', '', '村', '镇', '县', '部门', 'x');
		fc.assert(
			fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 }), (rows) => {
				const text = rows.map((row) => row.join('\t')).join('\n');
				const { units, faults, known } = readRows(text, []);
				const filled = rows.filter((row) => row.some((each) => each !== '')).length;
				expect(known).toBe(0);
				expect(units.length + faults.length).toBe(Math.max(filled, 1));
				const judged = importUnits(noUnits, text, { ...facts, newId: () => 'u-x' });
				expect(judged.ok).toBe(faults.length === 0);
			})
		);
	});

	test('[U3] kinds by code and by name', () => {
		for (const kind of unitKinds) expect(kindNamed(kind)).toBe(kind);
		expect([kindNamed(' 街办 '), kindNamed('幼儿园'), kindNamed('司')]).toEqual(['sub-district', 'school', null]);
	});
});

describe('the first run', () => {
	const first = (rows: string, before: UnitTree = noUnits) => {
		let next = 0;
		const county = { id: 'u-county', name: '示范县', rows };
		return foundCounty(before, county, { ...facts, newId: () => `u${(next += 1)}` });
	};

	test('[U7] founds the county, with or without units under it', () => {
		const alone = first(' \n');
		expect(alone.ok && alone.value.reduce(applyUnits, noUnits).units.map(({ name }) => name)).toEqual(['示范县']);
		const whole = first('县教育局,部门\n示范县,县');
		expect(whole.ok && whole.value.reduce(applyUnits, noUnits).units).toMatchObject([
			{ id: 'u-county', parentId: null },
			{ id: 'u1', name: '县教育局', parentId: 'u-county' }
		]);
	});

	test('[U7] a wrong row founds nothing, and a second time is refused', () => {
		expect(first('教育局,处室')).toMatchObject({ refusal: { code: 'rows-wrong', params: { row: 1 } } });
		expect(first('', tree(unit('a', 'county', null)))).toMatchObject({ refusal: { code: 'already-set-up' } });
	});
});

describe('councils', () => {
	const asked = {
		councilId: 'c-1',
		name: '教育工作联席会议',
		leadUnitId: 'u-edu',
		memberUnitIds: ['u-edu', 'u-finance']
	};
	const known = { ...facts, unitIds: new Set(['u-edu', 'u-finance', 'u-gov']) };
	const founded = (): readonly Council[] => {
		const judged = found([], asked, known);
		if (!judged.ok) throw new Error(judged.refusal.code);
		return judged.value.reduce(applyCouncils, []);
	};

	test('[U6] the office is in the lead unit and the quorum more than half unless said otherwise', () => {
		expect(founded()).toEqual([
			{
				id: 'c-1',
				name: '教育工作联席会议',
				leadUnitId: 'u-edu',
				memberUnitIds: ['u-edu', 'u-finance'],
				officeUnitId: 'u-edu',
				settings: { quorum: null, plannedMinutes: 90, followups: {} }
			}
		]);
	});

	test('[U6] it is founded once, of units that exist', () => {
		expect(found(founded(), asked, known)).toMatchObject({ refusal: { code: 'council-taken' } });
		expect(found([], { ...asked, memberUnitIds: ['u-x'] }, known)).toMatchObject({
			refusal: { code: 'no-such-unit', fields: ['memberUnitIds'] }
		});
	});

	test('[U6] a change keeps what it does not name', () => {
		const longer = { councilId: 'c-1', settings: { followups: { termDays: 20 } } };
		const judged = change(founded(), longer, known);
		const after = judged.ok ? judged.value.reduce(applyCouncils, founded()) : [];
		expect(after[0]?.settings).toEqual({ quorum: null, plannedMinutes: 90, followups: { termDays: 20 } });
		expect(change(after, { ...longer, name: asked.name }, known)).toEqual({ ok: true, value: [] });
		expect(change([], longer, known)).toMatchObject({ refusal: { code: 'not-found' } });
		expect(change(after, { councilId: 'c-1', officeUnitId: 'u-x' }, known)).toMatchObject({
			refusal: { fields: ['officeUnitId'] }
		});
	});
});
