import { expect, onTestFinished, test } from 'vitest';
import { signIn, startProduct } from '../product.ts';
import { startAside } from './aside.ts';
import { AGENDA, bringCrew, converge, writers } from './crew.ts';
import { amount, quantile, tell } from './figures.ts';
import { openProbe } from './probe.ts';
import type { Order } from './room-of-many.ts';
import { pause } from './wait.ts';

/** Twenty links each. */
const watchers = [...writers, 'observer', 'secretary', 'secretary2', 'convener', 'deputy', 'leader'];
const members = ['member-gov', 'member-housing', 'member-transport', 'member-liulin', 'liaison-edu', 'liaison-finance'];
const liaisons = ['liaison-police', 'liaison-township'];

test('[R10] everybody returns within two seconds of a restart: in sync within 5 s, and another room does not feel it', async (context) => {
	const count = amount(200, 500);
	const product = await startProduct('--demo');
	onTestFinished(() => product.remove());
	const accounts = [...watchers, ...members, ...liaisons, 'evaluator', 'evaluator2'];
	const [typist = '', ...cookies] = await Promise.all(accounts.map((account) => signIn(product.url, account)));
	const many = startAside<Order>('room-of-many.ts');
	onTestFinished(() => many.end());
	await many.ask({ do: 'bring', url: product.url, name: AGENDA, cookies, count });
	// One client of each kind writes among them, and comes back by itself.
	const crew = await bringCrew(product, product.url, { size: 2, seed: 10, accounts: [accounts[0] ?? ''] });
	onTestFinished(() => crew.end());
	crew.type(100);
	await pause(500);
	await many.ask({ do: 'leave' });
	await product.kill();
	crew.rest();
	await product.restart();
	const probe = await openProbe(product.url, 'meeting:m-5:agenda:1', typist);
	onTestFinished(() => probe.end());
	await pause(500);
	probe.waits();
	const back = await many.ask({ do: 'return', withinMs: 2000 });
	const p99 = quantile(probe.waits(), 0.99);
	probe.end();
	crew.type(100);
	await pause(500);
	const { lost, doubled, text } = await converge(product, crew, { reader: accounts[0] ?? '' });
	await many.ask({ do: 'compare', text });
	tell(context, {
		clients: count,
		keys: crew.keys,
		lost: lost.length,
		'in sync after ms': back,
		'other room p99 ms': p99
	});
	expect(back).toBeLessThan(amount(10_000, 5000));
	expect(p99).toBeLessThan(amount(2000, 250));
	expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
});
