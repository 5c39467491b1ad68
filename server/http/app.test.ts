import pino from 'pino';
import { Gauge } from 'prom-client';
import { expect, test } from 'vitest';
import { readConfig } from '#server/config/config.ts';
import { openApp } from './app.ts';

async function open() {
	const read = readConfig([], {});
	if ('mistakes' in read) throw new Error(read.mistakes.join());
	return openApp(read.config, pino({ level: 'silent' }), { health: 'ok' } as never);
}

test('two servers of one process share its figures and keep their own apart', async () => {
	const [one, other] = [await open(), await open()];
	try {
		const collected = 'lianxi_nodejs_gc_duration_seconds';
		// A second observer of the garbage collector would hold on to the first server, closed or not.
		expect(one.metrics.getSingleMetric(collected)).toBeDefined();
		expect(other.metrics.getSingleMetric(collected)).toBe(one.metrics.getSingleMetric(collected));
		new Gauge({ name: 'of_one', help: 'for this test', registers: [one.metrics] }).set(1);
		expect(await one.metrics.metrics()).toContain('of_one 1');
		expect(await other.metrics.metrics()).not.toContain('of_one');
		expect(await other.metrics.metrics()).toContain('lianxi_process_cpu_seconds_total');
	} finally {
		await one.fastify.close();
		await other.fastify.close();
	}
});
