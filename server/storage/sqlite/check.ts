/** Looks through a whole database, in a thread of its own: on a large file that takes seconds, and nobody waits for it. */
import { Worker } from 'node:worker_threads';
import type { Audit } from './audit.ts';
import type { FoundRow } from './damaged-rows.ts';

export type Findings = {
	/** `ok`, or what SQLite says is wrong with the file. */
	readonly pages: string;
	/** Null when it could not be read. */
	readonly journal: Audit | null;
	/** Rows of drafts, and late branches, whose checksum does not match. */
	readonly rows: readonly FoundRow[];
	readonly looked: { readonly rows: number; readonly ms: number };
};

/** The process ends before the check does. */
export class CheckStopped extends Error {}

export type Check = { readonly findings: Promise<Findings>; stop(): Promise<unknown> };

export function startCheck(file: string): Check {
	const worker = new Worker(new URL('./checker.ts', import.meta.url), { workerData: { file } });
	const findings = new Promise<Findings>((resolve, reject) => {
		worker.once('message', resolve);
		worker.once('error', reject);
		worker.once('exit', () => reject(new CheckStopped()));
	});
	findings.catch(() => undefined); // whoever wants to know asks; stopping is no failure
	worker.unref();
	return { findings, stop: () => worker.terminate() };
}

/** What makes the database read-only, in words; null when it may be written. */
export function damageIn({ pages, journal }: Findings): string | null {
	if (pages !== 'ok') return pages;
	const broken = journal?.broken ?? [];
	if (broken.length === 0) return null;
	return `the journal is broken at ${broken.map(({ seq, why }) => `${seq} (${why})`).join(', ')}`;
}
