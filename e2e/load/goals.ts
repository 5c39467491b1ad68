/** What the product must reach, as docs/performance.md has it, and whether medians reach it. Pure. */
import { rounded, type Line } from './figures.ts';

type Goal = {
	readonly workload: string;
	/** Unset: for every number of people. */
	readonly clients?: number;
	readonly what: string;
	/** Null: cannot be said of these lines, as without the peer. */
	readonly figure: (ours: Line, hocuspocus: Line | null) => number | null;
	readonly most: number;
};

type Reached = Pick<Goal, 'what' | 'most'> & { readonly figure: number; readonly isReached: boolean };

const number = (line: Line | null, name: string): number | null => {
	const value = line?.[name];
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

const own =
	(name: string): Goal['figure'] =>
	(ours) =>
		number(ours, name);

const ratio =
	(name: string): Goal['figure'] =>
	(ours, hocuspocus) => {
		const [our, their] = [number(ours, name), number(hocuspocus, name)];
		return our === null || their === null || their <= 0 ? null : our / their;
	};

/** Fast enough either beside the peer or for anybody: the ratio, or 1 when it takes 5 ms at most. */
const EDITORS_MS = 5;
const editorsRatio: Goal['figure'] = (ours, hocuspocus) => {
	const compared = ratio('editorsP95Ms')(ours, hocuspocus);
	const our = number(ours, 'editorsP95Ms');
	return our !== null && our <= EDITORS_MS ? Math.min(1, compared ?? 1) : compared;
};

const fanoutCpu = (clients: number, most: number): Goal => ({
	workload: 'fanout',
	clients,
	what: 'server CPU ÷ Hocuspocus',
	figure: ratio('cpuMsPer1000'),
	most
});

const goals: readonly Goal[] = [
	fanoutCpu(1000, 0.15),
	fanoutCpu(500, 0.25),
	fanoutCpu(200, 0.45),
	fanoutCpu(50, 0.7),
	{ workload: 'fanout', what: "viewers' p95, ms", figure: own('viewersP95Ms'), most: 110 },
	{ workload: 'fanout', clients: 1000, what: "editors' p95 ÷ Hocuspocus", figure: ratio('editorsP95Ms'), most: 1 },
	...[500, 200, 50].map((clients): Goal => ({
		workload: 'fanout',
		clients,
		what: "editors' p95 ÷ Hocuspocus, or 5 ms",
		figure: editorsRatio,
		most: 1
	})),
	{
		workload: 'fanout',
		clients: 1000,
		what: 'bytes per client ÷ Hocuspocus',
		figure: ratio('bytesPerClientPerS'),
		most: 0.2
	},
	{ workload: 'fanout', clients: 1000, what: 'memory ÷ Hocuspocus', figure: ratio('rssMb'), most: 0.75 },
	{
		workload: 'fanout',
		clients: 1000,
		what: 'CPU of letting them in ÷ Hocuspocus',
		figure: ratio('lettingInCpuS'),
		most: 0.08
	},
	{ workload: 'fanout', clients: 1000, what: 'CPU ÷ (writes × 5 µs)', figure: own('shareOfLimit'), most: 1.4 },
	{ workload: 'capacity', what: "editors' p99, ms", figure: own('editorsP99Ms'), most: 250 },
	{ workload: 'capacity', what: 'server CPU, % of one core', figure: own('cpuPct'), most: 100 },
	{ workload: 'rooms', what: 'server CPU ÷ Hocuspocus', figure: ratio('cpuMsPer1000'), most: 0.4 },
	{ workload: 'rooms', what: 'p95 ÷ Hocuspocus', figure: ratio('p95Ms'), most: 0.3 },
	{ workload: 'room', clients: 500, what: 'everybody checked in, ms', figure: own('checkedInMs'), most: 10_000 },
	{ workload: 'room', clients: 500, what: '"next" to the last screen, p50, ms', figure: own('lastP50Ms'), most: 20 },
	{ workload: 'room', clients: 500, what: '"next" to the last screen, p99, ms', figure: own('lastP99Ms'), most: 80 },
	{ workload: 'join', clients: 200, what: 'fresh: server CPU ÷ Hocuspocus', figure: ratio('freshCpuS'), most: 0.2 },
	{ workload: 'join', clients: 1000, what: 'fresh: server CPU ÷ Hocuspocus', figure: ratio('freshCpuS'), most: 0.07 },
	{ workload: 'join', what: 'returning: server CPU ÷ Hocuspocus', figure: ratio('returningCpuS'), most: 0.25 },
	{ workload: 'history', what: 'first reader after a restart, ms', figure: own('firstReaderMs'), most: 100 },
	{ workload: 'history', what: 'the next reader, ms', figure: own('nextReaderMs'), most: 5 },
	{ workload: 'saved', what: 'p50, ms', figure: own('p50Ms'), most: 3 },
	{ workload: 'saved', what: 'p95, ms', figure: own('p95Ms'), most: 10 },
	{ workload: 'saved', what: 'lost after SIGKILL', figure: own('lost'), most: 0 },
	{ workload: 'start', what: 'to `ready at` with 1,000 meetings, ms', figure: own('p50Ms'), most: 1000 }
];

/** Of the medians of one workload. Nothing without the product's own line. */
export function reached(medians: readonly Line[]): readonly Reached[] {
	const ours = medians.find(({ server }) => server === 'lianxi');
	const hocuspocus = medians.find(({ server }) => server === 'hocuspocus') ?? null;
	if (!ours) return [];
	return goals
		.filter(({ workload, clients = ours.clients }) => workload === ours.workload && clients === ours.clients)
		.flatMap(({ what, figure, most }) => {
			const value = figure(ours, hocuspocus);
			return value === null ? [] : [{ what, most, figure: rounded(value), isReached: value <= most }];
		});
}
