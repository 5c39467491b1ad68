/** Figures for Prometheus beyond the process's own. */
import { Gauge, type Registry } from 'prom-client';

/** Each is asked when somebody looks. */
export function showFigures(
	registry: Registry,
	figures: Readonly<Record<string, { readonly help: string; readonly read: () => number }>>
): void {
	for (const [name, { help, read }] of Object.entries(figures)) {
		const gauge: Gauge = new Gauge({
			name: `lianxi_${name}`,
			help,
			registers: [],
			collect() {
				gauge.set(read());
			}
		});
		registry.registerMetric(gauge);
	}
}
