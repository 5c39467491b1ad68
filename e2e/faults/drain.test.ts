import { expect, onTestFinished, test } from 'vitest';
import { chanceOf } from '#shared/foundation/chance.ts';
import { signIn, startProduct } from '../product.ts';
import { AGENDA, bringCrew, bringCrewByCable, converge, type Found } from './crew.ts';
import { amount, tell } from './figures.ts';
import { speak, upgradeText } from './raw.ts';
import { pause } from './wait.ts';

const TYPISTS = 20;

test('[R3] SIGTERM under twenty who type: ends within 5 s, loses nothing, and all are in sync 5 s after the next start', async (context) => {
	const stops = amount(5, 50);
	const seed = Date.now() % 1_000_000;
	const chance = chanceOf(seed);
	const { product, crew, restart } = await bringCrewByCable({ size: TYPISTS, seed });
	const [exits, backs, codes]: [number[], number[], (number | null)[]] = [[], [], []];
	const found: Found[] = [];
	for (let stop = 0; stop < stops; stop++) {
		crew.type(80);
		await pause(100 + chance.below(700));
		const begun = performance.now();
		codes.push(await product.stop());
		exits.push(performance.now() - begun);
		found.push(await restart(crew.promises()));
		// They type on while they come back.
		backs.push(await crew.allInStep());
		crew.rest();
	}
	found.push(await converge(product, crew));
	const [lost, doubled] = [found.flatMap((each) => each.lost), found.flatMap((each) => each.doubled)];
	const [exit, back] = [Math.max(...exits), Math.max(...backs)];
	tell(context, { seed, stops, keys: crew.keys, lost: lost.length, 'exit ms': exit, 'back in sync ms': back });
	expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
	expect(codes.filter((code) => code !== 0)).toEqual([]);
	expect([exit < 5000, back < amount(10_000, 5000)]).toEqual([true, true]);
});

test('[R3] clients that do not let go hold nothing up', async (context) => {
	const product = await startProduct('--demo');
	onTestFinished(() => product.remove());
	const cookie = await signIn(product.url, 'member-police');
	const live = `GET /live/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\n\r\n`;
	const held = await Promise.all([
		...Array.from({ length: 10 }, () =>
			speak(product.port, upgradeText(`/sync/${AGENDA}`, { cookie }), { deaf: true })
		),
		// a question that is never finished, a body that never comes, a connection that never speaks, an open poll
		speak(product.port, upgradeText(`/sync/${AGENDA}`, { cookie }).slice(0, -2)),
		speak(product.port, 'POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n'),
		speak(product.port, ''),
		speak(product.port, live)
	]);
	onTestFinished(() => held.forEach(({ socket }) => socket.destroy()));
	// Beside them somebody honest, by either kind of client.
	const crew = await bringCrew(product, product.url, { size: 2, seed: 3 });
	onTestFinished(() => crew.end());
	crew.type(50);
	await pause(300);
	const begun = performance.now();
	const code = await product.stop();
	const exit = performance.now() - begun;
	await product.restart();
	const { lost, doubled } = await converge(product, crew);
	tell(context, { held: held.length, 'exit ms': exit, keys: crew.keys, lost: lost.length });
	expect(code).toBe(0);
	expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
	// Not what main.ts does as its last resort at 4.5 s.
	expect(exit).toBeLessThan(4400);
});
