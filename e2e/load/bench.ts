/**
 * `npm run bench -- --workload NAME [--clients N] [--json]`: speed and memory of the product, one JSON line per run.
 * The product runs in a process of its own; the load comes from this one.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type * as Y from 'yjs';
import { signIn, startProduct, type Product } from '../product.ts';
import { agendaItem, stock } from '../stock.ts';

type Figures = Readonly<Record<string, number>>;

const quantile = (sorted: readonly number[], q: number): number =>
	Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN).toFixed(2));

const spread = (samples: readonly number[]): Figures => {
	const sorted = samples.toSorted((a, b) => a - b);
	return {
		p50Ms: quantile(sorted, 0.5),
		p95Ms: quantile(sorted, 0.95),
		p99Ms: quantile(sorted, 0.99),
		samples: sorted.length
	};
};

/** Resident memory of the product, in MB. */
const residentMb = (product: Product): number =>
	Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${product.pid()}/status`, 'utf8'))?.[1] ?? 0) / 1024);

async function liveAgenda(product: Product, cookie: string): Promise<string> {
	const answer = await fetch(`${product.url}/api/meetings?state=live`, { headers: { cookie } });
	const { items } = (await answer.json()) as { items: { id: string }[] };
	return `meeting:${items[0]?.id}:agenda:1`;
}

/** From key to "on disk", one writer typing 20 keys a second in the live meeting's agenda. */
async function saved(product: Product): Promise<Figures> {
	const cookie = await signIn(product.url, 'member-police');
	const writer = stock(product.url, await liveAgenda(product, cookie), { cookie, origin: product.url, saved: true });
	await until(() => writer.provider.synced);
	const item = agendaItem('bench', '');
	writer.doc.getArray('items').push([item]);
	const title = item.get('title') as Y.Text;
	const samples: number[] = [];
	for (let key = 0; key < 400; key += 1) {
		const before = writer.saved();
		const at = performance.now();
		title.insert(title.length, '字');
		await until(() => writer.saved() > before);
		if (key >= 50) samples.push(performance.now() - at);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	writer.end();
	return spread(samples);
}

/** From the command to `ready at`, on a folder that exists. */
async function start(product: Product): Promise<Figures> {
	const samples: number[] = [];
	for (let round = 0; round < 7; round += 1) {
		await product.stop();
		const at = performance.now();
		await product.restart();
		samples.push(performance.now() - at);
	}
	return spread(samples);
}

const until = async (holds: () => boolean): Promise<void> => {
	while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

const workloads: Readonly<Record<string, (product: Product) => Promise<Figures>>> = { saved, start };

const { values } = parseArgs({
	options: { workload: { type: 'string' }, clients: { type: 'string' }, json: { type: 'boolean', default: false } }
});
const names = values.workload === undefined ? Object.keys(workloads) : [values.workload];
const unknown = names.find((name) => workloads[name] === undefined);
if (unknown !== undefined) {
	process.stderr.write(`There is no workload "${unknown}" yet. There are: ${Object.keys(workloads).join(', ')}.\n`);
	process.exit(2);
}
for (const workload of names) {
	const product = await startProduct('--demo');
	const before = performance.now();
	const figures = await workloads[workload]?.(product);
	const line = {
		workload,
		server: 'lianxi',
		clients: 1,
		...figures,
		rssMb: residentMb(product),
		durationS: Math.round((performance.now() - before) / 100) / 10
	};
	await product.remove();
	process.stdout.write(
		values.json
			? `${JSON.stringify(line)}\n`
			: `${Object.entries(line)
					.map(([name, value]) => `${name} ${value}`)
					.join('  ')}\n`
	);
}
