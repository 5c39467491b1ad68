import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openHouse, TODAY, type House } from '#server/http/house.ts';
import { DOOR_WINDOW, GUESSING_WITHIN, MOST_GUESSES, MOST_GUESSES_OF_MEETING } from '#shared/attendance/door.ts';
import { openDoorkeeper } from './door.ts';

async function open(): Promise<House> {
	const house = await openHouse();
	onTestFinished(async () => {
		await house.close();
		house.remove();
	});
	return house;
}

test('[A12] however the clock jumps, a code holds in its own window and the next, and for its own meeting', async () => {
	const door = openDoorkeeper((await open()).grounds.storage);
	let people = 0;
	const tries = fc.array(
		fc.record({
			jump: fc.integer({ min: -4 * DOOR_WINDOW, max: 4 * DOOR_WINDOW }),
			shown: fc.constantFrom('m-1', 'm-2'),
			brought: fc.constantFrom('m-1', 'm-2'),
			of: fc.nat(5)
		}),
		{ maxLength: 12 }
	);
	await fc.assert(
		fc.asyncProperty(tries, async (steps) => {
			const codes: { readonly meetingId: string; readonly window: number; readonly code: string }[] = [];
			let now = TODAY;
			for (const { jump, shown, brought, of } of steps) {
				const { code, until } = await door.show(shown, now);
				codes.push({ meetingId: shown, window: until / DOOR_WINDOW - 1, code });
				now += jump;
				const one = codes[of % codes.length];
				if (!one) continue;
				const judged = await door.judge({
					meetingId: brought,
					personId: `p-${(people += 1)}`,
					code: one.code,
					at: now
				});
				const age = Math.floor(now / DOOR_WINDOW) - one.window;
				expect(judged.ok).toBe(one.meetingId === brought && (age === 0 || age === 1));
			}
		}),
		{ numRuns: 60 }
	);
});

test('[A13] a renewed spoken code ends the former one at once, and written in full width it is the same', async () => {
	const door = openDoorkeeper((await open()).grounds.storage);
	const say = async (code: string, personId = 'p') =>
		(await door.judge({ meetingId: 'm-1', personId, code, at: TODAY })).ok;
	const { spoken } = await door.show('m-1', TODAY);
	expect(spoken).toMatch(/^\d{4}$/);
	const wide = [...spoken].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(' ');
	expect([await say(spoken), await say(wide)]).toEqual([true, true]);
	await door.renew('m-1', TODAY);
	expect([await say(spoken), await say((await door.show('m-1', TODAY)).spoken)]).toEqual([false, true]);
	const other = openDoorkeeper((await open()).grounds.storage);
	expect((await other.judge({ meetingId: 'm-1', personId: 'p', code: '0000', at: TODAY })).ok).toBe(false);
});

const wrong = (spoken: string): string => String((Number(spoken) + 1) % 10_000).padStart(4, '0');

test('[A14] of forty guesses at once ten are evaluated, the right code waits too, and a restart forgets none', async () => {
	const { grounds, folder, close } = await openHouse();
	const { spoken } = await openDoorkeeper(grounds.storage).show('m-1', TODAY);
	const door = openDoorkeeper(grounds.storage);
	const say = async (
		keeper: typeof door,
		code: string,
		other: { at?: number; meetingId?: string; personId?: string } = {}
	) => {
		const judged = await keeper.judge({ meetingId: 'm-1', personId: 'p', at: TODAY, ...other, code });
		return judged.ok ? judged.value : judged.refusal.code;
	};
	const said = await Promise.all(Array.from({ length: 40 }, () => say(door, wrong(spoken))));
	expect(said.filter((one) => one === 'wrong-code')).toHaveLength(MOST_GUESSES);
	expect(await say(door, spoken)).toBe('too-many-codes');
	expect(await say(door, spoken, { meetingId: 'm-2' })).toBe('too-many-codes');
	expect(await say(door, spoken, { personId: 'somebody-else' })).toBe('spoken');
	await close();
	const again = await openHouse(folder);
	onTestFinished(async () => {
		await again.close();
		again.remove();
	});
	const keeper = openDoorkeeper(again.grounds.storage);
	expect(await say(keeper, spoken, { at: TODAY + GUESSING_WITHIN - 1 })).toBe('too-many-codes');
	expect(await say(keeper, spoken, { at: TODAY + GUESSING_WITHIN })).toBe('spoken');
});

test('[A14] many people guess a meeting’s spoken code no more than a hundred times, and the screen’s still opens', async () => {
	const door = openDoorkeeper((await open()).grounds.storage);
	const { spoken, code } = await door.show('m-1', TODAY);
	const guess = (n: number) =>
		door.judge({ meetingId: 'm-1', personId: `p-${n % 30}`, code: wrong(spoken), at: TODAY });
	const said = await Promise.all(Array.from({ length: 300 }, (_, n) => guess(n)));
	const evaluated = said.filter((one) => !one.ok && one.refusal.code === 'wrong-code');
	expect(evaluated).toHaveLength(MOST_GUESSES_OF_MEETING);
	const late = { meetingId: 'm-1', personId: 'late', at: TODAY };
	expect((await door.judge({ ...late, code: spoken })).ok).toBe(false);
	expect(await door.judge({ ...late, code })).toEqual({ ok: true, value: 'qr' });
});
