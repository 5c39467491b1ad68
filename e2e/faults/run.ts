/**
 * `npm run faults [-- --full] [file …]`: what must hold when things go wrong, against the real process. Ends with a small
 * table of what was measured. The short form is part of `npm test`; the full form has the figures of the reliability page.
 */
import type { Reporter, TestCase } from 'vitest/node';
import { startVitest } from 'vitest/node';

class Table implements Reporter {
	readonly #rows: string[] = [];

	onTestCaseResult(test: TestCase): void {
		const { state } = test.result();
		const seconds = Math.round((test.diagnostic()?.duration ?? 0) / 1000);
		const [rule = '', ...title] = test.name.split(' ');
		const { figures = '' } = test.meta();
		this.#rows.push(
			`${state === 'passed' ? 'ok  ' : 'FAIL'} ${rule} ${title.join(' ')} (${seconds} s)\n     ${figures}`
		);
	}

	onTestRunEnd(): void {
		process.stdout.write(`\n${this.#rows.toSorted().join('\n')}\n`);
	}
}

const args = process.argv.slice(2);
const isFull = args.includes('--full');
const vitest = await startVitest(
	'test',
	args.filter((arg) => arg !== '--full'),
	{
		run: true,
		project: ['faults'],
		// One after the other: they measure times, on two cores.
		fileParallelism: false,
		reporters: ['default', new Table()],
		// What hangs must not hold the gate; a scenario of the full form is minutes long.
		testTimeout: isFull ? 3_600_000 : 120_000,
		provide: { form: isFull ? 'full' : 'short' }
	}
);
await vitest.close();
