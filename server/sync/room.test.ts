import { expect, onTestFinished, test } from 'vitest';
import { encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { StorageFault } from '#server/storage/port.ts';
import { presenceFrame, readMessage, syncFrame } from '#shared/sync/frames.ts';
import { guests, MemoryClient, MemoryHouse, NAME, presenceIn, settle } from './memory-house.ts';

const two = (house: MemoryHouse): Promise<[MemoryClient, MemoryClient]> => guests(house, 'p-1', 'p-2');

const kinds = (frames: readonly Uint8Array[]) => frames.map((frame) => readMessage(frame).kind);
const disk = new StorageFault('no space', true);

test('[S8] nobody is told and nothing is called saved before the commit', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	house.log.hold();
	one.items.push(['a']);
	await settle(house, one);
	await house.turn();
	expect([one.saved, kinds(other.inbox)]).toEqual([1, []]);
	house.log.release();
	await settle(house, one, other);
	expect([one.saved, other.items.toJSON()]).toEqual([2, ['a']]);
});

test('[S5] somebody who joins during a commit is not shown what may yet be lost', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	house.log.hold();
	one.items.push(['a']);
	await settle(house, one);
	const [late] = await guests(house, 'p-3');
	expect(late.items.length).toBe(0);
	house.log.failWith(disk);
	house.log.release();
	await settle(house, late);
	expect([late.items.length, late.closedWith]).toEqual([0, null]);
	expect(late.saved).toBe(1);
});

test('[S8] a full disk acknowledges nothing, sends the writer away with 4507, and goes on by itself', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	house.log.failWith(disk);
	one.items.push(['lost for now']);
	await settle(house, one, other);
	expect([one.closedWith, one.saved, other.closedWith, other.items.length]).toEqual([4507, 1, null, 0]);
	house.log.failWith(null);
	one.drop();
	await one.connect(house);
	await settle(house, one, other);
	expect(other.items.toJSON()).toEqual(['lost for now']);
	expect(house.stored().getArray('items').toJSON()).toEqual(['lost for now']);
});

test('[S8] what was queued behind a failed commit is not stored without it', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	house.log.hold();
	one.items.push(['1']);
	await settle(house, one);
	one.items.push(['2']);
	await settle(house, one);
	house.log.failWith(disk);
	house.log.release();
	await house.turn();
	house.log.failWith(null);
	await settle(house, one);
	expect(house.disk.rows).toEqual([]);
});

test('[S7] an update that repeats what is known changes nothing and counts as saved', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	one.items.push(['a']);
	await settle(house, one);
	const rows = house.disk.rows.length;
	one.update('update', Y.encodeStateAsUpdate(one.doc));
	await settle(house, one);
	expect([one.saved, house.disk.rows.length]).toEqual([3, rows]);
});

test('[S6] typing before the first step 2 is set aside, counted only with it, and not lost', async () => {
	const house = new MemoryHouse();
	const [, other] = await two(house);
	const client = new MemoryClient('p-3');
	onTestFinished(() => client.destroy());
	client.items.push(['offline']);
	await client.connect(house);
	client.items.push(['typed at once']);
	while (client.deliverOne());
	await house.turn();
	await house.turn();
	expect([client.saved, client.closedWith, other.items.length]).toEqual([0, null, 0]);
	await settle(house, client, other);
	expect(other.items.toJSON()).toEqual(['offline', 'typed at once']);
	expect(client.saved).toBe(2);
});

test('[S6] text built on what another tab has not sent yet is asked for again', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	const tab = new Y.Doc();
	tab.getArray('items').push(['from the other tab']);
	Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(tab), one);
	one.items.insert(1, ['after it']);
	await settle(house, one, other);
	expect(other.items.toJSON()).toEqual(['from the other tab', 'after it']);
	expect([one.closedWith, one.saved]).toEqual([null, one.sent]);
});

test('[S6] a gap is asked about, and who never fills it is closed with 4400', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	const elsewhere = new Y.Doc();
	elsewhere.getArray('items').push(['first']);
	const vector = Y.encodeStateVector(elsewhere);
	elsewhere.getArray('items').push(['second']);
	const gap = Y.encodeStateAsUpdate(elsewhere, vector);
	one.update('step2', gap);
	await settle(house, one);
	expect(one.closedWith).toBe(null);
	for (let count = 0; count < 12; count++) {
		one.update('step2', gap);
		await settle(house, one);
	}
	expect(one.closedWith).toBe(4400);
});

test('[S11] nobody writes under the client id of a colleague', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	one.items.push(['mine']);
	await settle(house, one, other);
	const forged = new Y.Doc();
	Y.applyUpdate(forged, Y.encodeStateAsUpdate(other.doc));
	forged.clientID = one.doc.clientID;
	const vector = Y.encodeStateVector(forged);
	forged.getArray('items').push(['as if by you']);
	other.update('update', Y.encodeStateAsUpdate(forged, vector));
	await settle(house, one, other);
	expect([other.closedWith, one.items.toJSON()]).toEqual([4403, ['mine']]);
});

test('[S11] a newcomer seen in presence cannot be forestalled before the first letter', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	one.awareness.setLocalState({ cursor: null });
	await settle(house, one, other);
	const forged = new Y.Doc();
	forged.clientID = one.doc.clientID;
	forged.getArray('items').push(['first']);
	other.update('update', Y.encodeStateAsUpdate(forged));
	await settle(house, other);
	expect(other.closedWith).toBe(4403);
	one.items.push(['mine']);
	await settle(house, one);
	expect(house.stored().getArray('items').toJSON()).toEqual(['mine']);
});

test('[S11] who owns a client id is known after a restart', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	one.items.push(['mine']);
	await settle(house, one);
	const restarted = new MemoryHouse({ disk: house.disk });
	const [thief] = await guests(restarted, 'p-9');
	const forged = new Y.Doc();
	Y.applyUpdate(forged, Y.encodeStateAsUpdate(thief.doc));
	forged.clientID = one.doc.clientID;
	const vector = Y.encodeStateVector(forged);
	forged.getArray('items').push(['more']);
	thief.update('update', Y.encodeStateAsUpdate(forged, vector));
	await settle(restarted, thief);
	expect(thief.closedWith).toBe(4403);
});

test('[S16] a reader who writes is closed with 4403 and changes nothing; an empty step 2 and presence are no writes', async () => {
	const house = new MemoryHouse();
	house.rights.set('p-2', 'read');
	const [one, reader] = await two(house);
	reader.awareness.setLocalState({ cursor: 3 });
	await settle(house, one, reader);
	expect([reader.closedWith, reader.saved]).toEqual([null, 1]);
	reader.items.push(['x']);
	await settle(house, one, reader);
	expect([reader.closedWith, one.items.length, house.disk.rows.length]).toEqual([4403, 0, 0]);
});

test('[S16] a reader whose deletes nobody knows is a writer', async () => {
	const house = new MemoryHouse();
	house.rights.set('p-2', 'read');
	const [one, reader] = await two(house);
	one.items.push(['a', 'b']);
	await settle(house, one, reader);
	reader.items.delete(0, 1);
	await settle(house, one, reader);
	expect([reader.closedWith, one.items.length]).toEqual([4403, 2]);
});

test('[S17] a late update to a sealed document is kept once, unread, and answered with 4409; reading goes on', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	one.items.push(['a']);
	await settle(house, one, other);
	await Promise.all([house.rooms.open(NAME).seal(), settle(house)]);
	one.items.push(['late']);
	await settle(house, one, other);
	expect([one.closedWith, other.closedWith]).toEqual([4409, null]);
	one.drop();
	await one.connect(house);
	await settle(house, one, other);
	one.drop();
	await one.connect(house);
	await settle(house, one, other);
	const late = house.log.late(NAME);
	// The update itself, and the step 2 of each return: the same bytes.
	expect(late.map(({ personId }) => personId)).toEqual(['p-1']);
	expect(house.stored().getArray('items').toJSON()).toEqual(['a']);
	const [reader] = await guests(house, 'p-3');
	expect([reader.items.toJSON(), reader.closedWith]).toEqual([['a'], null]);
});

test('[S17] a sealed document stays sealed after a restart, and a writer with nothing new is no late writer', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	one.items.push(['a', 'b']);
	one.items.delete(0, 1);
	await settle(house, one);
	await Promise.all([house.rooms.open(NAME).seal(), settle(house)]);
	const restarted = new MemoryHouse({ disk: house.disk });
	one.drop();
	await one.connect(restarted);
	await settle(restarted, one);
	expect([one.closedWith, one.saved, restarted.log.late(NAME)]).toEqual([null, 1, []]);
	await expect(restarted.rooms.open(NAME).edit((doc) => doc.getArray('items').push(['x']))).rejects.toThrow('sealed');
});

test('[S17] what was sent before the seal is in it', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	house.log.hold();
	one.items.push(['in time']);
	await settle(house, one);
	const sealed = house.rooms.open(NAME).seal();
	house.log.release();
	await settle(house, one);
	await sealed;
	expect(house.stored().getArray('items').toJSON()).toEqual(['in time']);
});

test('[S17] an older epoch is read and never written', async () => {
	const house = new MemoryHouse();
	house.standing = 'older';
	const [one] = await two(house);
	one.items.push(['x']);
	await settle(house, one);
	expect([one.closedWith, house.disk.rows, house.log.late(NAME).length]).toEqual([4409, [], 1]);
});

test('[S18] a lost right closes with 4403, a reduced one makes a reader, an ended session closes with 4401', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	const [third] = await guests(house, 'p-3');
	house.rights.set('p-1', null);
	house.rights.set('p-2', 'read');
	house.signedOut.add('p-3');
	await house.reception.revoke({ personId: 'p-1' });
	await house.reception.revoke({ personId: 'p-2' });
	await house.reception.revoke({ personId: 'p-3' });
	expect([one.closedWith, other.closedWith, third.closedWith]).toEqual([4403, null, 4401]);
	other.items.push(['x']);
	await settle(house, other);
	expect(other.closedWith).toBe(4403);
});

test('[S19] a slow reader is sent nothing more, then one difference', async () => {
	const house = new MemoryHouse();
	const [one, slow] = await two(house);
	slow.buffered = 2 * 1024 * 1024;
	for (let index = 0; index < 50; index++) {
		one.items.push([index]);
		await settle(house, one);
	}
	expect(kinds(slow.inbox)).toEqual([]);
	slow.buffered = 0;
	house.rooms.beat(house.now + 5000);
	await house.turn();
	expect(kinds(slow.inbox).filter((kind) => kind !== 'presence')).toEqual(['step2']);
	await settle(house, one, slow);
	expect(slow.items.length).toBe(50);
});

test('[S19] the difference also holds what was on its way to the disk when the reader fell behind', async () => {
	const house = new MemoryHouse();
	const [one, slow] = await two(house);
	house.log.hold();
	one.items.push(['pending']);
	await settle(house, one);
	slow.buffered = 2 * 1024 * 1024;
	house.log.release();
	one.items.push(['more']);
	await settle(house, one);
	slow.buffered = 0;
	house.rooms.beat(house.now + 1000);
	await settle(house, one, slow);
	expect(slow.items.toJSON()).toEqual(['pending', 'more']);
});

test('[S19] who reads nothing for 30 s is closed with 4408, who reads slowly is not', async () => {
	const house = new MemoryHouse();
	const [stuck, slow] = await two(house);
	const [one] = await guests(house, 'p-3');
	stuck.buffered = slow.buffered = 4_000_000;
	one.items.push(['a']);
	await settle(house, one);
	for (let second = 1; second <= 32; second++) {
		slow.buffered -= 50_000;
		house.now += 1000;
		house.rooms.beat(house.now);
	}
	expect([stuck.closedWith, slow.closedWith]).toEqual([4408, null]);
});

test('[S20] more frames than anybody types closes with 4429; the echo of presence is not counted', async () => {
	const house = new MemoryHouse();
	const [one, echoing] = await two(house);
	for (let index = 0; index < 600; index++) {
		house.now += 20;
		one.awareness.setLocalState({ cursor: index });
		await settle(house, one, echoing);
	}
	expect([one.closedWith, echoing.closedWith]).toEqual([null, null]);
	for (let index = 0; index < 250; index++) one.update('update', Uint8Array.of(0, 0));
	await settle(house, one);
	expect(one.closedWith).toBe(4429);
});

test('[S20] presence of others that nobody echoed is counted', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	other.awareness.setLocalState({ cursor: 1 });
	await settle(house, other);
	const foreign = presenceFrame(encodeAwarenessUpdate(other.awareness, [other.doc.clientID]));
	for (let index = 0; index < 300; index++) one.send(foreign);
	while (one.deliverOne());
	expect(one.closedWith).toBe(4429);
});

test('[S21] presence for somebody else is dropped without a word, and never relayed', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	const [watcher] = await guests(house, 'p-3');
	one.awareness.setLocalState({ cursor: 1 });
	other.awareness.setLocalState({ cursor: 2 });
	await settle(house, one, other, watcher);
	other.awareness.states.set(one.doc.clientID, { cursor: 'forged' });
	other.awareness.meta.set(one.doc.clientID, { clock: 99, lastUpdated: 0 });
	other.send(presenceFrame(encodeAwarenessUpdate(other.awareness, [one.doc.clientID])));
	await settle(house, one, other, watcher);
	expect(watcher.awareness.getStates().get(one.doc.clientID)).toMatchObject({ cursor: 1, user: { id: 'p-1' } });
	expect(other.closedWith).toBe(null);
});

test('[S22] who hung up is gone at once and is not brought back by an echo', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	const [watcher] = await guests(house, 'p-3');
	one.awareness.setLocalState({ cursor: 1 });
	await settle(house, one, other, watcher);
	const echo = presenceFrame(encodeAwarenessUpdate(other.awareness, [one.doc.clientID]));
	one.drop();
	other.send(echo);
	await settle(house, other, watcher);
	expect(watcher.awareness.getStates().has(one.doc.clientID)).toBe(false);
	expect(other.awareness.getStates().has(one.doc.clientID)).toBe(false);
});

test('[S22] a page that returns over a new connection is still seen when its dead one ends', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	one.awareness.setLocalState({ cursor: 1 });
	await settle(house, one, other);
	const leave = house.reception.leave;
	const dead = [...house.rooms.open(NAME).links].find((link) => link.visitor.person.id === 'p-1');
	await one.connect(house);
	await settle(house, one, other);
	leave(dead!);
	await settle(house, one, other);
	expect(other.awareness.getStates().get(one.doc.clientID)).toMatchObject({ cursor: 1 });
	one.awareness.setLocalState({ cursor: 2 });
	await settle(house, one, other);
	expect(other.awareness.getStates().get(one.doc.clientID)).toMatchObject({ cursor: 2 });
});

test('[S21] two tabs of one person that echo each other come to rest', async () => {
	const house = new MemoryHouse();
	const [one, twin] = await guests(house, 'p-1', 'p-1');
	one.awareness.setLocalState({ cursor: 1 });
	await settle(house, one, twin);
	one.awareness.setLocalState({ cursor: 2 });
	await settle(house, one, twin);
	expect(twin.awareness.getStates().get(one.doc.clientID)).toMatchObject({ cursor: 2 });
	expect(house.isBusy).toBe(false);
});

test('[S9] nobody gets back what they sent, and a tick is one frame of each kind', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	one.awareness.setLocalState({ cursor: 0 });
	await settle(house, one, other);
	for (let index = 0; index < 5; index++) {
		one.items.push([index]);
		one.awareness.setLocalState({ cursor: index });
	}
	while (one.deliverOne());
	for (let turns = 0; turns < 5; turns++) await house.turn();
	expect(kinds(other.inbox)).toEqual(['update', 'presence']);
	expect(presenceIn(other.inbox)).toMatchObject([{ state: { cursor: 4 } }]);
	expect(kinds(one.inbox)).toEqual(['saved']);
});

test('[S22] a quiet link hears something every 20 s', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	house.now += 19_000;
	house.rooms.beat(house.now);
	await house.turn();
	expect(one.inbox).toEqual([]);
	house.now += 1000;
	house.rooms.beat(house.now);
	await house.turn();
	expect(kinds(one.inbox)).toEqual(['presence']);
});

test('[S24] a quiet room is unloaded and found again as it was', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	for (let index = 0; index < 250; index++) {
		house.now += 20;
		one.items.push([index]);
		await settle(house, one);
	}
	one.drop();
	other.drop();
	house.now += 10_000;
	house.rooms.beat(house.now);
	expect(house.rooms.counts().rooms).toBe(0);
	await house.turn();
	expect(house.disk.rows.length).toBeLessThan(250);
	const [again] = await guests(house, 'p-3');
	expect(again.items.length).toBe(250);
});

test('[S24] a compaction leaves alone what comes while it is under way', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	for (let index = 0; index < 400; index++) {
		house.now += 20;
		one.items.push([index]);
		await settle(house, one);
	}
	expect(house.disk.snapshots.size).toBe(0);
	// The commit that makes it worth it; the snapshot then waits behind the held log with the next key.
	one.items.push(['last']);
	while (one.deliverOne());
	await house.turn();
	await house.turn();
	house.log.hold();
	one.items.push(['during']);
	while (one.deliverOne());
	await settle(house, one);
	house.log.release();
	await settle(house, one);
	expect([house.disk.snapshots.size, house.disk.rows.length]).toEqual([1, 1]);
	expect(house.stored().getArray('items').length).toBe(402);
});

test('[S25] the server edits durably, and an edit that throws leaves nothing', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	const room = house.rooms.open(NAME);
	await Promise.all([room.edit((doc) => doc.getArray('items').push(['by the server'])), settle(house, one)]);
	expect([one.items.toJSON(), house.stored().getArray('items').length]).toEqual([['by the server'], 1]);
	const broken = room.edit((doc) => {
		doc.getArray('items').push(['half']);
		throw new Error('not this way');
	});
	await expect(broken).rejects.toThrow('not this way');
	house.log.failWith(disk);
	const unstored = room.edit((doc) => doc.getArray('items').push(['unstored']));
	await Promise.all([expect(unstored).rejects.toThrow(StorageFault), settle(house, one)]);
	house.log.failWith(null);
	const copy = await room.read();
	expect(copy.getArray('items').toJSON()).toEqual(['by the server']);
});

test('[S25] a copy for sealing holds what is on disk, not what is on its way', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	house.log.hold();
	one.items.push(['a']);
	await settle(house, one);
	let copy: Y.Doc | null = null;
	void house.rooms
		.open(NAME)
		.read()
		.then((read) => (copy = read));
	await house.turn();
	expect(copy).toBe(null);
	house.log.release();
	await settle(house, one);
	expect(copy!.getArray('items').toJSON()).toEqual(['a']);
});

test('[S13] somebody who sends ten malformed frames waits a minute', async () => {
	const house = new MemoryHouse();
	for (let index = 0; index < 10; index++) {
		const [one] = await guests(house, 'p-1');
		one.send(Uint8Array.of(77));
		await settle(house, one);
		expect(one.closedWith).toBe(4400);
		one.drop();
	}
	const back = new MemoryClient('p-1');
	onTestFinished(() => back.destroy());
	expect(await back.connect(house)).toBe(4429);
	house.now += 61_000;
	house.rooms.beat(house.now);
	expect(await back.connect(house)).toBe(null);
});

test('[S8] a document that cannot be loaded closes with 4500 and leaves no room behind', async () => {
	const house = new MemoryHouse();
	house.disk.rows.push({ document: NAME, update: Uint8Array.of(1, 2, 3), personId: 'p-1', id: ++house.disk.lastId });
	const client = new MemoryClient('p-1');
	onTestFinished(() => client.destroy());
	expect(await client.connect(house)).toBe(4500);
	expect(house.rooms.counts()).toMatchObject({ rooms: 0, links: 0 });
});

test('[S2] a step 1 that is no state vector is malformed', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	one.send(syncFrame('step1', Uint8Array.of(5, 1)));
	await settle(house, one);
	expect(one.closedWith).toBe(4400);
});

test('[S24] a fault of ours in one room sends its people away and leaves the other rooms and the process alone', async () => {
	const house = new MemoryHouse();
	const [one] = await two(house);
	const elsewhere = new MemoryClient('p-3');
	onTestFinished(() => elsewhere.destroy());
	await elsewhere.connect(house, 'meeting:m-2:agenda:1');
	await settle(house, one, elsewhere);
	house.broken.add('p-1');
	one.items.push(['a']);
	elsewhere.items.push(['b']);
	await settle(house, one, elsewhere);
	expect(one.closedWith).toBe(4500);
	expect([elsewhere.closedWith, elsewhere.saved]).toEqual([null, elsewhere.sent]);
	expect(house.logged.some((entry) => 'err' in entry)).toBe(true);
});

test('[S44] who asks again before the last answer was read gets the next one when it was', async () => {
	const house = new MemoryHouse();
	const [one, other] = await two(house);
	one.items.push(Array.from({ length: 500 }, (_, index) => `line ${index}`));
	await settle(house, one, other);
	other.buffered = 2_000_000;
	for (let asked = 0; asked < 3; asked++) other.send(syncFrame('step1', Uint8Array.of(0)));
	while (other.deliverOne());
	await house.turn();
	expect(kinds(other.inbox)).toEqual([]);
	other.buffered = 0;
	house.now += 1000;
	house.rooms.beat(house.now);
	await house.turn();
	await house.turn();
	expect(kinds(other.inbox).filter((kind) => kind === 'step2')).toHaveLength(1);
});

test('[S44] who asks for everything again and again, on however many links, is sent away; nobody else is', async () => {
	const house = new MemoryHouse();
	const [honest, ...greedy] = await guests(house, 'p-1', 'p-2', 'p-2', 'p-2', 'p-2');
	for (let count = 0; count < 4; count++) honest.items.push([`${count}`.repeat(250_000)]);
	await settle(house, honest, ...greedy);
	let asked = 0;
	while (asked < 400 && greedy.every(({ closedWith }) => closedWith === null)) {
		house.now += 170;
		for (const client of greedy) {
			client.inbox = [];
			client.send(syncFrame('step1', Uint8Array.of(0)));
			client.deliverOne();
			asked += 1;
		}
		await house.due();
	}
	// 64 MiB of a text of 1 MB, and what the seconds meanwhile allow.
	const codes = greedy.map(({ closedWith }) => closedWith);
	expect([codes.includes(4429), asked > 64, asked < 100]).toEqual([true, true, true]);
	expect(honest.closedWith).toBe(null);
});

test('[S44] who asks with ever another vector pays for what must be gone through', async () => {
	const house = new MemoryHouse();
	const [one, prober] = await two(house);
	for (let count = 0; count < 4; count++) one.items.push([`${count}`.repeat(250_000)]);
	await settle(house, one, prober);
	let asked = 0;
	for (; asked < 100 && prober.closedWith === null; asked++) {
		house.now += 200;
		prober.inbox = [];
		const vector = Y.encodeStateVector(
			new Map([
				[one.doc.clientID, 1 + (asked % 4)],
				[asked + 1, 1]
			])
		);
		prober.send(syncFrame('step1', vector));
		prober.deliverOne();
		await house.due();
	}
	// Four different answers, each made once; the other ninety-six are those.
	expect([prober.closedWith, asked]).toEqual([null, 100]);
});
