/** Figures for Prometheus beyond the process's own. */
import { Gauge, type Registry } from 'prom-client';

/** Each is asked when somebody looks. */
export function showFigures(
	registry: Registry,
	figures: Readonly<Record<string, { readonly help: string; readonly read: () => number }>>
): void {
	for (const [name, { help, read }] of Object.entries(figures)) {
		new Gauge({
			name: `lianxi_${name}`,
			help,
			registers: [registry],
			collect() {
				this.set(read());
			}
		});
	}
}
