/**
 * `npm run bench -- --workload NAME [--clients N] [--server lianxi|hocuspocus|ywss|all] [--runs K] [--json|--markdown]`:
 * the product and its peers at the same work, each in a process of its own, the load in others. Without a name: every
 * workload. `--clients` and `--workload` take several, divided by commas. docs/performance.md tells what is measured.
 */
import { parseArgs } from 'node:util';
import { medianLine, ratiosOf, rounded, table, type Column, type Figures, type Line } from './figures.ts';
import { reached } from './goals.ts';
import type { Load } from './load.ts';
import { readProfile } from './profile.ts';
import { startSubject, subjectNames, type Manner, type SubjectName } from './subjects.ts';
import { workloads, type Workload } from './workloads.ts';

const { values } = parseArgs({
	options: {
		workload: { type: 'string' },
		clients: { type: 'string' },
		server: { type: 'string', default: 'all' },
		runs: { type: 'string', default: '3' },
		seconds: { type: 'string', default: '10' },
		manner: { type: 'string', default: 'own' },
		processes: { type: 'string', default: '2' },
		profile: { type: 'string' },
		json: { type: 'boolean', default: false },
		markdown: { type: 'boolean', default: false }
	}
});

const isCount = (value: number | undefined): value is number => Number.isInteger(value) && Number(value) > 0;

/** What was asked for, or what is wrong with it. */
function readOrders() {
	const names = values.workload?.split(',') ?? Object.keys(workloads);
	const unknown = names.find((name) => workloads[name] === undefined);
	if (unknown !== undefined)
		return `There is no workload "${unknown}". There are: ${Object.keys(workloads).join(', ')}.`;
	const servers = subjectNames.filter((name) => values.server === 'all' || values.server.split(',').includes(name));
	if (servers.length === 0) return `--server is one or more of ${subjectNames.join(', ')}, or all.`;
	const clients = values.clients?.split(',').map(Number) ?? null;
	const [runs, seconds, processes] = [values.runs, values.seconds, values.processes].map(Number);
	if (!isCount(runs) || !isCount(seconds) || !isCount(processes) || !(clients ?? []).every(isCount))
		return '--clients, --runs, --seconds and --processes are whole numbers from 1.';
	if (values.manner !== 'own' && values.manner !== 'stock') return '--manner is own or stock.';
	const manner: Manner = values.manner;
	return { names, servers, runs, clients, seconds, processes, manner };
}

type Orders = Exclude<ReturnType<typeof readOrders>, string>;

async function measureAll(orders: Orders): Promise<void> {
	for (const name of orders.names) {
		const workload = workloads[name];
		for (const clients of orders.clients ?? workload?.clients ?? [])
			if (workload) await measure(name, workload, { ...orders, clients });
	}
}

/** The peers first, so that the product's line can say how it compares to the same round. */
async function measure(
	name: string,
	workload: Workload,
	{ servers, runs, clients, ...load }: Omit<Orders, 'clients'> & { readonly clients: number }
): Promise<void> {
	const names = workload.servers.filter((each) => servers.includes(each)).toSorted(oursLast);
	const lines: Line[] = [];
	for (let run = 1; run <= runs; run += 1) {
		const round: Line[] = [];
		for (const server of names) {
			const figures = await once(server, workload, { ...load, clients });
			const line = { workload: name, server, clients, run, ...figures };
			round.push(line);
			say(line, round);
		}
		lines.push(...round);
	}
	const medians = names.map((server) => medianLine(lines.filter((line) => line.server === server)));
	for (const line of runs > 1 ? medians : []) say(line, medians);
	if (!values.json) process.stdout.write(`${page(medians, values.markdown ? workload.told : null)}\n`);
}

function oursLast(one: SubjectName, other: SubjectName): number {
	return Number(one === 'lianxi') - Number(other === 'lianxi');
}

async function once(name: SubjectName, workload: Workload, load: Load): Promise<Figures> {
	const { profile } = values;
	const subject = await startSubject(name, profile);
	const at = performance.now();
	try {
		const figures = await workload.run(subject, load);
		if (profile !== undefined) {
			await subject.stop(); // a profile is written by a process that ends by itself
			process.stderr.write(`${readProfile(profile)}\n`);
		}
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

/** The medians side by side with the product's ratios, and under them what had to be reached. */
function page(medians: readonly Line[], told: readonly string[] | null): string {
	const ours = medians.find(({ server }) => server === 'lianxi');
	const columns: Column[] = medians.map((line) => [line.server, line]);
	const compared: Column[] = Object.entries(ours ? ratiosOf(ours, peersOf(medians)) : {}).map(([peer, figures]) => [
		`÷ ${peer}`,
		figures
	]);
	const [first] = medians;
	const head = first ? `${first.workload}, ${first.clients}; median of ${values.runs}` : '';
	const figures = table([...columns, ...compared], told);
	const goals = reached(medians).map(
		({ what, most, figure, isReached }) =>
			`${told ? '- ' : ''}${isReached ? 'reached' : 'NOT reached'}: ${what}: ${figure} (at most ${most})`
	);
	return [told ? `### ${head}` : head, '', figures, '', ...goals, ''].join('\n');
}

const orders = readOrders();
if (typeof orders === 'string') {
	process.stderr.write(`${orders}\n`);
	process.exit(2);
}
await measureAll(orders);
