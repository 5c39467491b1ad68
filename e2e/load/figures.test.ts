import { describe, expect, test } from 'vitest';
import { medianLine, ratiosOf, table, type Line } from './figures.ts';
import { reached } from './goals.ts';

const line = (server: string, figures: object): Line => ({ workload: 'fanout', clients: 1000, server, ...figures });

describe('ratios', () => {
	test('are ours over theirs, and none is made of what is given or what is not there', () => {
		const ours = line('lianxi', { cpuMsPer1000: 2, p95Ms: 10, keysPerS: 50, isConverged: true, rssMb: 100 });
		const peer = line('hocuspocus', { cpuMsPer1000: 16, p95Ms: 0, keysPerS: 50, isConverged: true, p50Ms: 3 });
		expect(ratiosOf(ours, [peer])).toEqual({ hocuspocus: { cpuMsPer1000: 0.125 } });
	});
});

describe('the median of the runs', () => {
	test('is taken figure by figure, and words stand when all runs say the same', () => {
		const runs = [
			{ p95Ms: 9, isConverged: true, word: 'on disk' },
			{ p95Ms: 30, isConverged: true, word: 'never' },
			{ p95Ms: 10, isConverged: true, word: 'on disk' }
		].map((figures) => line('lianxi', figures));
		expect(medianLine(runs)).toMatchObject({ p95Ms: 10, isConverged: true, word: null, run: 3, median: true });
	});

	test('a run without a figure is left out of it', () => {
		expect(medianLine([line('ywss', { p95Ms: Number.NaN }), line('ywss', { p95Ms: 4 })])['p95Ms']).toBe(4);
	});
});

describe('goals', () => {
	const peer = line('hocuspocus', { cpuMsPer1000: 16, editorsP95Ms: 20 });

	test('are those of the workload and the number of people', () => {
		const ours = line('lianxi', { cpuMsPer1000: 2, editorsP95Ms: 22 });
		expect(reached([peer, ours])).toEqual([
			{ what: 'server CPU ÷ Hocuspocus', most: 0.15, figure: 0.125, isReached: true },
			{ what: "editors' p95 ÷ Hocuspocus", most: 1, figure: 1.1, isReached: false }
		]);
	});

	test('few people: what nobody notices is fast enough whatever the peer does', () => {
		const few = { clients: 50 };
		const ours = { ...line('lianxi', { editorsP95Ms: 4 }), ...few };
		const quick = { ...line('hocuspocus', { editorsP95Ms: 2 }), ...few };
		expect(reached([quick, ours])).toMatchObject([{ figure: 1, isReached: true }]);
	});
});

test('a table has one row per figure and says nothing for what is not there', () => {
	const columns = [
		['ywss', { run: 1, p95Ms: Number.NaN, rssMb: 90.25, missing: 0 }],
		['lianxi', { run: 1, p95Ms: 4.5, rssMb: 200, missing: 0 }]
	] as const;
	expect(table(columns).split('\n').length).toBe(4);
	expect(table(columns, ['p95Ms', 'rssMb']).split('\n')).toEqual([
		'|       | ywss | lianxi |',
		'| ----- | ---- | ------ |',
		'| p95Ms | –    | 4.5    |',
		'| rssMb | 90.3 | 200    |'
	]);
});
