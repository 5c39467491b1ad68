/** People join, settle, type, and what it costs is taken over a window in the middle: for `fanout` and `rooms`. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from './figures.ts';
import type { Herd } from './herd.ts';
import { latencies, quantile, type Latencies, type Sample, type Witness } from './latency.ts';
import type { Count, Report } from './load-process.ts';
import { now, type PersonPlan } from './person.ts';
import { costOf, residentMb } from './process-cost.ts';
import type { Subject } from './subjects.ts';

const KEYS_PER_SECOND = 5;
const WARM_UP_MS = 3000;
const CONNECTING = 24;
const ROUNDS = 10;
const LATEST_MS = 5000;
/** What one write to a socket costs whatever is in it: the floor of the performance page. */
const WRITE_MS = 0.005;

export type Seats = { readonly probe: readonly PersonPlan[]; readonly crowds: readonly (readonly PersonPlan[])[] };

export type Watched = {
	readonly figures: Figures;
	readonly editors: Latencies;
	readonly viewers: Latencies;
};

/** Waits until the server has nothing left to do of what came before. */
export async function settled(pid: number, longestMs = 10_000): Promise<void> {
	const until = now() + longestMs;
	for (let before = costOf(pid).cpuMs; now() < until;) {
		await pause(300);
		const { cpuMs } = costOf(pid);
		if (cpuMs - before <= 20) return;
		before = cpuMs;
	}
}

const slice = <Item>(items: readonly Item[], part: number, parts: number): readonly Item[] =>
	items.slice(Math.floor((items.length * part) / parts), Math.floor((items.length * (part + 1)) / parts));

/** Everybody in, those whose clock is read evenly among the others: a server that writes in turn has a first and a last. */
async function letIn(subject: Subject, herd: Herd, { probe, crowds }: Seats): Promise<Figures> {
	const before = costOf(subject.pid());
	const at = now();
	const { port } = subject;
	for (let round = 0; round < ROUNDS; round += 1) {
		const groups = [probe, ...crowds].map((people) => slice(people, round, ROUNDS));
		await Promise.all(
			herd.all.map((one, index) => one.order('join', { port, people: groups[index] ?? [], width: CONNECTING }))
		);
	}
	const lettingInMs = now() - at;
	await settled(subject.pid());
	return { lettingInMs, lettingInCpuS: (costOf(subject.pid()).cpuMs - before.cpuMs) / 1000 };
}

const isWriter = ({ role }: Report['witnesses'][number]): boolean => role === 'editor' || role === 'typist';

/** Only keys of the window, `from` to `to`. */
function within({ sent, ...rest }: Report['witnesses'][number], from: number, to: number): Report['witnesses'][number] {
	const kept: number[] = [];
	for (let at = 0; at + 2 < sent.length; at += 3) {
		const typed = sent[at + 2] ?? 0;
		if (typed >= from && typed <= to) kept.push(...sent.slice(at, at + 3));
	}
	return { ...rest, sent: kept };
}

async function collect(herd: Herd, from: number, to: number) {
	for (;;) {
		const reports = await herd.each('report', null);
		const witnesses = reports.flatMap((report) => report.witnesses).map((one) => within(one, from, to));
		const writers = witnesses.filter(isWriter);
		const receivers = (role: string): Witness[] => witnesses.filter((one) => one.role === role);
		const until = now();
		const editors = latencies(writers, receivers('editor'), until);
		const viewers = latencies(writers, receivers('sampled'), until);
		// What was typed after the window is still on its way when the first report is asked for.
		const isAll = editors.missing + viewers.missing === 0 && areEqual(reports);
		if (isAll || until > to + LATEST_MS) return { reports, writers, editors, viewers };
		await pause(200);
	}
}

function sums(counts: readonly Count[]) {
	const sum = (of: (count: Count) => number): number => counts.reduce((total, count) => total + of(count), 0);
	const each = (of: (count: Count) => Count['crowd']): number =>
		sum((one) => of(one).bytes) / sum((one) => of(one).people);
	return {
		frames: sum(({ frames }) => frames),
		closed: counts.flatMap(({ closed }) => closed),
		loadCpuMs: sum(({ cpuMs }) => cpuMs),
		bytesPerCrowd: each(({ crowd }) => crowd),
		bytesPerGuest: each(({ guests }) => guests)
	};
}

export type Weights = { readonly editors: number; readonly viewers: number; readonly receiversPerKey: number };

/** @param weights how many people the sampled ones stand for, and how many get each key */
export async function watchTyping(
	subject: Subject,
	herd: Herd,
	seats: Seats,
	{ seconds, weights }: { readonly seconds: number; readonly weights: Weights }
): Promise<Figures> {
	const arrival = await letIn(subject, herd, seats);
	await herd.each('begin', { label: 'bench' });
	await settled(subject.pid(), 3000);
	await herd.each('type', { keysPerSecond: KEYS_PER_SECOND, seed: 20_261_123 });
	await pause(WARM_UP_MS);
	await herd.each('reset', null);
	const [before, from] = [costOf(subject.pid()), now()];
	await pause(seconds * 1000);
	const [after, to] = [costOf(subject.pid()), now()];
	const counts = sums(await herd.each('count', null));
	const rssMb = residentMb(subject.pid());
	await herd.each('rest', null);
	const { reports, writers, editors, viewers } = await collect(herd, from, to);
	const elapsed = (to - from) / 1000;
	const keys = writers.reduce((sum, { sent }) => sum + sent.length / 3, 0);
	const cpuMs = after.cpuMs - before.cpuMs;
	const writesPerS = (after.writes - before.writes) / elapsed;
	return {
		...spread('', weighted(editors, viewers, weights)),
		...spread('editors', weighted(editors, null, weights)),
		...spread('viewers', weighted(null, viewers, weights)),
		cpuMsPer1000: (cpuMs * 1000) / (keys * weights.receiversPerKey),
		cpuPct: cpuMs / 10 / elapsed,
		rssMb,
		bytesPerClientPerS: counts.bytesPerCrowd / elapsed,
		...(Number.isFinite(counts.bytesPerGuest) && { bytesPerStockClientPerS: counts.bytesPerGuest / elapsed }),
		framesPerS: counts.frames / elapsed,
		writesPerS,
		shareOfLimit: cpuMs / elapsed / (writesPerS * WRITE_MS),
		...arrival,
		keysPerS: keys / elapsed,
		missing: editors.missing + viewers.missing,
		isConverged: areEqual(reports),
		closed: counts.closed.length,
		loadCpuPct: counts.loadCpuMs / 10 / elapsed,
		seconds
	};
}

function weighted(editors: Latencies | null, viewers: Latencies | null, weights: Weights): readonly Sample[] {
	const samples = (from: Latencies | null, people: number): readonly Sample[] =>
		(from?.ms ?? []).map((ms) => ({ ms, weight: people / (from?.ms.length ?? 1) }));
	return [...samples(editors, weights.editors), ...samples(viewers, weights.viewers)];
}

function spread(whose: string, samples: readonly Sample[]): Figures {
	const name = (label: string): string => (whose === '' ? label.toLowerCase() : `${whose}${label}`);
	const shares: readonly (readonly [string, number])[] = [
		['P50', 0.5],
		['P95', 0.95],
		['P99', 0.99]
	];
	return Object.fromEntries(shares.map(([label, share]) => [`${name(label)}Ms`, quantile(samples, share)]));
}

/** Everybody who keeps a copy of a document has the same text. */
function areEqual(reports: readonly Report[]): boolean {
	const byDocument = new Map<string, Set<string>>();
	for (const { texts } of reports)
		for (const { document, text } of texts) byDocument.set(document, (byDocument.get(document) ?? new Set()).add(text));
	return [...byDocument.values()].every(({ size }) => size === 1);
}
