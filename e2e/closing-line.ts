/** Ends the run with why each journey failed, once more and without pictures, and the plain line `N passed, N failed`. */
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class ClosingLine implements Reporter {
	readonly #results = new Map<string, TestResult['status']>();
	readonly #reasons: string[] = [];

	onTestEnd(test: TestCase, result: TestResult): void {
		const where = `${test.location.file}:${test.location.line} ${test.title}`;
		for (const { message = '' } of result.errors) this.#reasons.push(`${where}\n${message}`);
		this.#results.set(test.id, result.status);
	}

	onEnd(): void {
		const statuses = [...this.#results.values()];
		const passed = statuses.filter((status) => status === 'passed').length;
		for (const reason of this.#reasons) process.stdout.write(`\n${reason}\n`);
		process.stdout.write(`\n${passed} passed, ${statuses.length - passed} failed\n`);
	}
}
