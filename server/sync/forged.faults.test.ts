/** Frames by the mass that no honest client sends, from somebody who may write and from somebody who may only read. */
import * as encoding from 'lib0/encoding';
import { expect, inject, test } from 'vitest';
import * as Y from 'yjs';
import { chanceOf, mutate, type Chance } from '#shared/foundation/chance.ts';
import { presenceFrame, syncFrame } from '#shared/sync/frames.ts';
import { honestFrames } from './chaos.ts';
import { MemoryClient, MemoryHouse, presenceIn, settle } from './memory-house.ts';

/** `short` in the gate, `full` by `npm run faults -- --full`; absent when vitest is run by itself. */
const isFull = (inject as (key: string) => unknown)('form') === 'full';
const FRAMES = 2000;

/** Seeds that failed once, and why. */
const pinned: readonly number[] = [];

function presence(id: number, clock: number, json: string): Uint8Array {
	return presenceFrame(
		encoding.encode((encoder) => {
			for (const number of [1, id, clock]) encoding.writeVarUint(encoder, number);
			encoding.writeVarString(encoder, json);
		})
	);
}

/** Text under the owner's client id, going on where the owner is, or elsewhere. */
function forgedText(owner: Y.Doc, { below }: Chance): Uint8Array {
	const doc = new Y.Doc();
	if (below(3) > 0) Y.applyUpdate(doc, Y.encodeStateAsUpdate(owner));
	doc.clientID = owner.clientID;
	const before = Y.encodeStateVector(doc);
	doc.getArray('items').insert(below(doc.getArray('items').length + 1), ['forged']);
	const update = Y.encodeStateAsUpdate(doc, below(2) === 0 ? before : undefined);
	doc.destroy();
	return syncFrame(below(2) === 0 ? 'update' : 'step2', update);
}

function forgedPresence(owner: MemoryClient, { below, of }: Chance): Uint8Array {
	const id = of([owner.doc.clientID, owner.doc.clientID, below(2 ** 32)]);
	const face = { id: 'p-1', name: 'Name p-1', unitId: 'u-edu', color: 1 };
	const json = of([
		{ user: face },
		{ user: 'p-1' },
		{ cursor: 1, user: face },
		{ __proto__: null, user: [face] },
		null
	]);
	return presence(id, of([1, 2, 1000, 2 ** 31, 2 ** 40]), JSON.stringify(json));
}

type Attack = { readonly house: MemoryHouse; readonly owner: MemoryClient; readonly attacker: MemoryClient };

async function comeBack({ house, attacker }: Attack): Promise<void> {
	if (attacker.isConnected) return;
	attacker.drop();
	house.now += 61_000;
	house.rooms.beat(house.now);
	await attacker.connect(house);
}

/** What was wrong, or null. */
async function attack(seed: number, mayWrite: boolean): Promise<string | null> {
	const chance = chanceOf(seed);
	const house = new MemoryHouse();
	house.rights.set('p-2', mayWrite ? 'write' : 'read');
	const [owner, attacker] = [new MemoryClient('p-1'), new MemoryClient('p-2')];
	await owner.connect(house);
	owner.awareness.setLocalState({ cursor: 0 });
	for (let count = 0; count < 30; count++) owner.items.push([`line ${count}`]);
	await settle(house, owner);
	const before = Y.encodeStateAsUpdate(house.stored());
	const clock = Y.getState(owner.doc.store, owner.doc.clientID);
	const frames = honestFrames(chance);
	const lies: string[] = [];
	for (let count = 0; count < FRAMES; count++) {
		await comeBack({ house, owner, attacker });
		house.now += 50;
		const kind = chance.below(4);
		if (kind === 0) attacker.outbox = [forgedText(owner.doc, chance)];
		else if (kind === 1) attacker.outbox = [forgedPresence(owner, chance)];
		else if (kind === 2) attacker.outbox = [mutate(forgedPresence(owner, chance), chance)];
		else attacker.outbox = [mutate(chance.of(frames), chance)];
		attacker.deliverOne();
		attacker.inbox = [];
		if (count % 20 !== 0) continue;
		await house.turn();
		lies.push(...liesIn(owner));
		await settle(house, owner);
	}
	await settle(house, owner);
	const stored = house.stored();
	const ids = [...stored.store.clients.keys()].filter((id) => id !== owner.doc.clientID);
	const owners = house.log.owners('meeting:m-1:agenda:1');
	const wrong = [
		Y.getState(stored.store, owner.doc.clientID) !== clock && 'text under the owner’s id',
		ids.some((id) => owners.get(id) !== 'p-2') && 'text of nobody',
		!mayWrite && Buffer.compare(Y.encodeStateAsUpdate(stored), before) !== 0 && 'text of a reader',
		stored.store.pendingStructs !== null && 'text that does not load',
		[...stored.share.keys()].some((root) => root !== 'items') && 'a root of its own',
		house.logged.some((entry) => 'err' in entry) && 'a fault of ours',
		owner.closedWith !== null && `the owner was closed with ${owner.closedWith}`,
		owner.awareness.getLocalState() === null && 'the owner was sent away',
		...lies
	].find((each) => typeof each === 'string');
	for (const client of [owner, attacker]) client.destroy();
	stored.destroy();
	return wrong === undefined ? null : String(wrong);
}

/** Presence on its way to the owner in which somebody is shown who it is not. */
function liesIn(owner: MemoryClient): readonly string[] {
	return presenceIn(owner.inbox).flatMap(({ id, state }) => {
		if (state === null) return id === owner.doc.clientID ? ['the owner was said to be gone'] : [];
		const shown = (state as { user?: { id?: unknown } }).user?.id;
		const is = id === owner.doc.clientID ? 'p-1' : 'p-2';
		return shown === is ? [] : [`${is} was shown as ${String(shown)}`];
	});
}

test.for([
	['[R12] [R14] who may write', true],
	['[R13] [R14] who may only read', false]
] as const)(
	'%s: forged and mutated frames: no crash, no foreign word, nobody shown as somebody else',
	async ([rule, mayWrite], { task }) => {
		const runs = (isFull ? 500_000 : 50_000) / FRAMES;
		const first = Date.now() % 1_000_000_000;
		const failed: string[] = [];
		for (const seed of [...pinned, ...Array.from({ length: runs }, (_, index) => first + index)]) {
			const wrong = await attack(seed, mayWrite).catch(String);
			if (wrong !== null) failed.push(`seed ${seed}: ${wrong}`);
		}
		const figures = `frames ${runs * FRAMES} · seeds from ${first} · failed ${failed.length}`;
		Object.assign(task.meta, { figures });
		process.stdout.write(`${rule}: ${figures}\n`);
		expect(failed).toEqual([]);
	}
);
