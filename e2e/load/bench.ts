/**
 * `npm run bench -- --workload NAME [--clients N] [--server lianxi|hocuspocus|ywss|all] [--runs K] [--json|--markdown]`:
 * the product and its peers at the same work, each in a process of its own, the load in others. docs/performance.md.
 */
import { parseArgs } from 'node:util';
import { fanout } from './fanout.ts';
import { medianLine, ratiosOf, rounded, table, type Figures, type Line } from './figures.ts';
import { history } from './history.ts';
import { join } from './join.ts';
import type { Load } from './load.ts';
import { rooms } from './rooms.ts';
import { saved } from './saved.ts';
import { start } from './start.ts';
import { startSubject, subjectNames, type Subject, type SubjectName } from './subjects.ts';

type Workload = {
	readonly clients: number;
	readonly servers: readonly SubjectName[];
	readonly run: (subject: Subject, load: Load) => Promise<Figures>;
};

const workloads: Readonly<Record<string, Workload>> = {
	fanout: { clients: 1000, servers: subjectNames, run: fanout },
	rooms: { clients: 1000, servers: subjectNames, run: rooms },
	join: { clients: 1000, servers: subjectNames, run: join },
	history: { clients: 1, servers: subjectNames, run: history },
	saved: { clients: 1, servers: subjectNames, run: saved },
	start: { clients: 1, servers: ['lianxi'], run: start }
};

const { values } = parseArgs({
	options: {
		workload: { type: 'string' },
		clients: { type: 'string' },
		server: { type: 'string', default: 'all' },
		runs: { type: 'string', default: '3' },
		seconds: { type: 'string', default: '10' },
		manner: { type: 'string', default: 'own' },
		processes: { type: 'string', default: '2' },
		json: { type: 'boolean', default: false },
		markdown: { type: 'boolean', default: false }
	}
});

function readOrders() {
	const names = values.workload === undefined ? Object.keys(workloads) : [values.workload];
	const unknown = names.find((name) => workloads[name] === undefined);
	if (unknown !== undefined)
		return `There is no workload "${unknown}". There are: ${Object.keys(workloads).join(', ')}.`;
	const servers = subjectNames.filter((name) => values.server === 'all' || values.server.split(',').includes(name));
	if (servers.length === 0) return `--server is one or more of ${subjectNames.join(', ')}, or all.`;
	const [clients, runs, seconds, processes] = [
		values.clients ?? '1',
		values.runs,
		values.seconds,
		values.processes
	].map(Number);
	if (![clients, runs, seconds, processes].every((each) => Number.isInteger(each) && Number(each) > 0))
		return '--clients, --runs, --seconds and --processes are whole numbers from 1.';
	return {
		names,
		servers,
		runs: runs ?? 1,
		clients: values.clients === undefined ? null : (clients ?? 1),
		seconds: seconds ?? 1,
		processes: processes ?? 1,
		manner: values.manner === 'stock' ? ('stock' as const) : ('own' as const)
	};
}

type Orders = Exclude<ReturnType<typeof readOrders>, string>;

/** The peers first, so that the product's line can say how it compares to the same round. */
async function measure(name: string, { servers, runs, clients, ...load }: Orders): Promise<void> {
	const workload = workloads[name];
	if (!workload) return;
	const people = clients ?? workload.clients;
	const names = workload.servers.filter((each) => servers.includes(each)).toSorted(oursLast);
	const lines: Line[] = [];
	for (let run = 1; run <= runs; run += 1) {
		const round: Line[] = [];
		for (const server of names) {
			const figures = await once(server, workload, { ...load, clients: people });
			const line = { workload: name, server, clients: people, run, ...figures };
			round.push(line);
			say(line, round);
		}
		lines.push(...round);
	}
	const medians = names.map((server) => medianLine(lines.filter((line) => line.server === server)));
	for (const line of runs > 1 ? medians : []) say(line, medians);
	if (!values.json) process.stdout.write(`${tableOf(medians)}\n`);
}

function oursLast(one: SubjectName, other: SubjectName): number {
	return Number(one === 'lianxi') - Number(other === 'lianxi');
}

async function once(name: SubjectName, workload: Workload, load: Load): Promise<Figures> {
	const subject = await startSubject(name);
	const at = performance.now();
	try {
		const figures = await workload.run(subject, load);
		return { ...figures, durationS: (performance.now() - at) / 1000 };
	} finally {
		await subject.remove();
	}
}

const peersOf = (lines: readonly Line[]): readonly Line[] => lines.filter(({ server }) => server !== 'lianxi');

/** One JSON line; the product's with its ratios to the peers of the same round. */
function say(line: Line, round: readonly Line[]): void {
	if (!values.json) {
		process.stderr.write(`${line.workload} ${line.server}, run ${String(line['run'])}: done\n`);
		return;
	}
	const figures = Object.entries(line).map(([name, value]) => [
		name,
		typeof value === 'number' ? rounded(value) : value
	]);
	const ratio = line.server === 'lianxi' ? { ratio: ratiosOf(line, peersOf(round)) } : {};
	process.stdout.write(`${JSON.stringify({ ...Object.fromEntries(figures), ...ratio })}\n`);
}

/** The medians side by side, and under them the product's ratios. */
function tableOf(medians: readonly Line[]): string {
	const ours = medians.find(({ server }) => server === 'lianxi');
	const ratios = ours ? ratiosOf(ours, peersOf(medians)) : {};
	const compared = Object.entries(ratios).map(([peer, figures]): Line => ({
		...figures,
		workload: ours?.workload ?? '',
		server: `÷ ${peer}`,
		clients: ours?.clients ?? 0
	}));
	return table([...medians, ...compared], values.markdown);
}

const orders = readOrders();
if (typeof orders === 'string') {
	process.stderr.write(`${orders}\n`);
	process.exit(2);
}
for (const name of orders.names) await measure(name, orders);
