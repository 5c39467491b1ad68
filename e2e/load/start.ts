/** `start`: from the command to `ready at`, on a folder with 1,000 meetings. */
import type { Figures } from './figures.ts';
import { quantile } from './latency.ts';
import { residentMb } from './process-cost.ts';
import type { Subject } from './subjects.ts';

const ROUNDS = 7;
const MEETINGS = 1000;

export async function start(subject: Subject): Promise<Figures> {
	await subject.documents(MEETINGS);
	const samples: { readonly ms: number; readonly weight: number }[] = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		await subject.stop();
		const at = performance.now();
		await subject.restart();
		samples.push({ ms: performance.now() - at, weight: 1 });
	}
	return {
		p50Ms: quantile(samples, 0.5),
		p95Ms: quantile(samples, 0.95),
		p99Ms: quantile(samples, 0.99),
		rssMb: residentMb(subject.pid())
	};
}
