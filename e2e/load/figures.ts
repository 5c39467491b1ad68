/** The lines a bench prints: medians over runs, ratios against the peers, tables. Pure. */
import { median } from './latency.ts';

export type Figure = number | string | boolean | null;
export type Figures = Readonly<Record<string, Figure>>;
type Ratios = Readonly<Record<string, Readonly<Record<string, number>>>>;

export type Line = { readonly workload: string; readonly server: string; readonly clients: number } & Figures;

/** What is the same in all lines of a run, or is no cost: no ratio is made of it. */
const givens: ReadonlySet<string> = new Set([
	'clients',
	'run',
	'seconds',
	'keysPerS',
	'durationS',
	'documents',
	'samples',
	'loadCpuPct'
]);

export const rounded = (value: number): number => {
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
	return Number(value.toFixed(digits));
};

/** Ours over theirs, figure by figure; below 1 is better than they are. */
export function ratiosOf(ours: Figures, peers: readonly Line[]): Ratios {
	return Object.fromEntries(peers.map((peer) => [peer.server, ratiosTo(ours, peer)]));
}

function ratiosTo(ours: Figures, theirs: Figures): Readonly<Record<string, number>> {
	return Object.fromEntries(
		Object.entries(ours).flatMap(([name, value]) => {
			const their = theirs[name];
			if (givens.has(name) || typeof value !== 'number' || typeof their !== 'number') return [];
			return their > 0 && Number.isFinite(value) ? [[name, rounded(value / their)]] : [];
		})
	);
}

/** Figure by figure; what is no number is said when all runs say the same. */
export function medianLine(lines: readonly Line[]): Line {
	const [first] = lines;
	if (!first) throw new Error('no run, no median');
	const figures = Object.entries(first).map(([name, value]): [string, Figure] => {
		const all = lines.map((line) => line[name] ?? null);
		const numbers = all.filter((each): each is number => typeof each === 'number' && Number.isFinite(each));
		if (numbers.length > 0) return [name, rounded(median(numbers))];
		return [name, all.every((each) => each === value) ? value : null];
	});
	const { workload, server, clients } = first;
	return { ...Object.fromEntries(figures), workload, server, clients, run: lines.length, median: true };
}

export type Column = readonly [head: string, figures: Figures];

/** Said above the table, or of no use in it. */
const untold: ReadonlySet<string> = new Set(['workload', 'server', 'clients', 'run', 'median', 'seconds']);

/** Figure by figure downwards, the servers side by side. With `told`: only those figures, in Markdown. */
export function table(columns: readonly Column[], told: readonly string[] | null = null): string {
	const all = [...new Set(columns.flatMap(([, figures]) => Object.keys(figures)))];
	const names = all.filter((name) => (told ? told.includes(name) : !untold.has(name)));
	const rows = [
		['', ...columns.map(([head]) => head)],
		...names.map((name) => [name, ...columns.map(([, figures]) => shown(figures[name] ?? null))])
	];
	const widths = ['', ...columns].map((_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)));
	const padded = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)));
	if (!told) return padded.map((row) => row.join('  ').trimEnd()).join('\n');
	const [head = [], ...body] = padded;
	return [head, widths.map((width) => '-'.repeat(width)), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function shown(value: Figure): string {
	if (value === null || Number.isNaN(value)) return '–';
	return typeof value === 'number' ? String(rounded(value)) : String(value);
}
