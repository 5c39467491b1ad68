/** What a fault test has measured, told in one line and gathered into the table at the end (run.ts). */
import { inject, type TestContext } from 'vitest';

declare module 'vitest' {
	interface ProvidedContext {
		/** short in the gate; full are the figures N of the reliability page. */
		readonly form: 'short' | 'full';
	}
	interface TaskMeta {
		figures?: string;
	}
}

/** Absent when a test is run by vitest itself. */
const form: string | undefined = inject('form');

/** How much of it: in the gate, and by `npm run faults -- --full`. */
export function amount(short: number, full: number): number {
	return form === 'full' ? full : short;
}

/** Tells what was measured. Call it before the expectations, so that a failure is told with its figures. */
export function tell({ task }: TestContext, figures: Readonly<Record<string, number | string>>): void {
	const line = Object.entries(figures)
		.map(([name, figure]) => `${name} ${typeof figure === 'number' ? Number(figure.toFixed(1)) : figure}`)
		.join(' · ');
	task.meta.figures = line;
	process.stdout.write(`${task.name.split(' ', 1)[0]} ${line}\n`);
}

/** The sample below which lies the given share of all; NaN of none. */
export function quantile(samples: readonly number[], share: number): number {
	const sorted = samples.toSorted((one, other) => one - other);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
