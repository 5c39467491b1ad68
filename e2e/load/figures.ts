/** The lines a bench prints: medians over runs, ratios against the peers, tables. Pure. */
import { median } from './latency.ts';

export type Figure = number | string | boolean | null;
export type Figures = Readonly<Record<string, Figure>>;
export type Ratios = Readonly<Record<string, Readonly<Record<string, number>>>>;

export type Line = { readonly workload: string; readonly server: string; readonly clients: number } & Figures;

/** What is the same in all lines of a run, or is no cost: no ratio is made of it. */
const givens: ReadonlySet<string> = new Set(['clients', 'run', 'seconds', 'keysPerS', 'durationS', 'documents']);

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

/** One line under the other, figures beside them, for people. */
export function table(lines: readonly Line[], isMarkdown = false): string {
	const names = [...new Set(lines.flatMap((line) => Object.keys(line)))].filter((name) => name !== 'median');
	const cells = [names, ...lines.map((line) => names.map((name) => shown(line[name] ?? null)))];
	const transposed = names.map((_, column) => cells.map((row) => row[column] ?? ''));
	const widths = cells.map((row) => Math.max(...row.map(({ length }) => length)));
	const rows = transposed.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
	if (!isMarkdown) return rows.map((row) => row.join('  ').trimEnd()).join('\n');
	const [head = [], ...body] = rows;
	const rule = widths.map((width) => '-'.repeat(Math.max(3, width)));
	return [head, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function shown(value: Figure): string {
	if (value === null || Number.isNaN(value)) return '–';
	return typeof value === 'number' ? String(rounded(value)) : String(value);
}
