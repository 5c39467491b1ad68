/** Ends the run with the plain line `N passed, N failed`. */
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class ClosingLine implements Reporter {
	readonly #results = new Map<string, TestResult['status']>();

	onTestEnd(test: TestCase, result: TestResult): void {
		this.#results.set(test.id, result.status);
	}

	onEnd(): void {
		const statuses = [...this.#results.values()];
		const passed = statuses.filter((status) => status === 'passed').length;
		process.stdout.write(`\n${passed} passed, ${statuses.length - passed} failed\n`);
	}
}
