import { expect, test } from 'vitest';
import { closing, type ClosingReason } from '#shared/wire/closing.ts';
import type { Connection } from './connection.ts';
import type { Identity } from './index.ts';
import { MemoryHouse, NAME, person } from './memory-house.ts';

const identity: Identity = { person: person('p-1'), sessionId: 's-1' };
const wants = { saved: false, roster: false, hash: false };

function line() {
	const closed: number[] = [];
	const connection: Connection = {
		buffered: 0,
		send: () => undefined,
		close: (reason: ClosingReason) => void closed.push(closing[reason])
	};
	return { closed, connection };
}

test('[S18] a right that is lost between the look and the opening is lost: it is asked for again', async () => {
	const house = new MemoryHouse();
	const { closed, connection } = line();
	let isEnded = false;
	let found: (identity: Identity) => void = () => undefined;
	const first = new Promise<Identity>((resolve) => (found = resolve));
	const asked = house.reception.visit({ name: NAME, wants, who: () => (isEnded ? null : first) });
	isEnded = true;
	await house.reception.revoke({ sessionId: 's-1' });
	found(identity);
	const admitted = await asked;
	if (admitted.ok) admitted.open(connection);
	await house.turn();
	expect(closed).toEqual([closing['not-signed-in']]);
	expect(house.rooms.find(NAME)?.size).toBe(0);
});

test('[S18] a revocation before the look, or of somebody else, closes nobody', async () => {
	const house = new MemoryHouse();
	const { closed, connection } = line();
	await house.reception.revoke({ personId: 'p-1' });
	const asked = house.reception.visit({ name: NAME, wants, who: async () => identity });
	await house.reception.revoke({ personId: 'p-2' });
	const admitted = await asked;
	if (admitted.ok) admitted.open(connection);
	await house.turn();
	expect([closed, house.rooms.find(NAME)?.size]).toEqual([[], 1]);
});

test('[S18] who is known at once is judged at once', () => {
	const house = new MemoryHouse();
	const who = (): Identity => identity;
	expect(house.reception.visit({ name: NAME, wants, who })).toMatchObject({ ok: true });
	house.rights.set('p-1', null);
	expect(house.reception.visit({ name: NAME, wants, who })).toEqual({ ok: false, reason: 'not-allowed' });
	const nobody = (): never => {
		throw new Error('the database is gone');
	};
	expect(house.reception.visit({ name: NAME, wants, who: nobody })).toEqual({ ok: false, reason: 'internal' });
});
