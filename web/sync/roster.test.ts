import { expect, onTestFinished, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { readMessage } from '#shared/sync/frames.ts';
import { encodeRosterEntry, rosterFrame, type RosterEntry } from '#shared/sync/roster.ts';
import { Roster } from './roster.ts';

type Changes = Record<'added' | 'updated' | 'removed', number[]>;

const user = (id: string) => ({ id, name: `${id}某`, unitId: 'u-1', color: 2 });
const came = (slot: number, clientId: number, state = {}): RosterEntry => ({
	kind: 'came',
	slot,
	clientId,
	user: user(`p-${clientId}`),
	state
});

function seat() {
	vi.useFakeTimers({ now: 1_000_000 });
	const doc = new Y.Doc();
	const awareness = new Awareness(doc);
	const roster = new Roster(awareness, 'wire', Date.now);
	const events: Changes[] = [];
	awareness.on('change', (changes: Changes) => events.push(changes));
	onTestFinished(() => {
		doc.destroy();
		vi.useRealTimers();
	});
	const hear = (whole: boolean, ...entries: RosterEntry[]): Changes[] => {
		const message = readMessage(rosterFrame(whole, entries.map(encodeRosterEntry)));
		if (message.kind === 'roster') roster.hear(message.payload);
		return events.splice(0);
	};
	const others = () => new Map([...awareness.getStates()].filter(([id]) => id !== awareness.clientID));
	return { awareness, roster, hear, others, events };
}

test('[W11] who comes, moves and goes is seen in the Awareness that editors read', () => {
	const { hear, others } = seat();
	expect(hear(true, came(1, 11), came(2, 22, { cursor: 3 }))).toEqual([{ added: [11, 22], updated: [], removed: [] }]);
	expect(others().get(22)).toEqual({ cursor: 3, user: user('p-22') });
	expect(hear(false, { kind: 'moved', slot: 1, state: { cursor: 7 } })).toEqual([
		{ added: [], updated: [11], removed: [] }
	]);
	expect(others().get(11)).toEqual({ cursor: 7, user: user('p-11') });
	expect(hear(false, { kind: 'gone', slot: 2 })).toEqual([{ added: [], updated: [], removed: [22] }]);
	expect([...others().keys()]).toEqual([11]);
});

test('[W11] a whole roster forgets the others, and who stays as they were is no change', () => {
	const { hear, others } = seat();
	hear(true, came(1, 11), came(2, 22));
	expect(hear(true, came(5, 22), came(6, 33))).toEqual([{ added: [33], updated: [], removed: [11] }]);
	expect(hear(true, came(5, 22), came(6, 33))).toEqual([]);
	expect([...others().keys()]).toEqual([22, 33]);
	// The slots of before stand for nobody.
	expect(hear(false, { kind: 'moved', slot: 1, state: { cursor: 1 } })).toEqual([]);
});

test('[W11] somebody who comes back under a new slot is not taken away with the old one', () => {
	const { hear, others } = seat();
	hear(true, came(1, 11));
	hear(false, came(2, 11, { cursor: 1 }));
	expect(hear(false, { kind: 'gone', slot: 1 })).toEqual([]);
	expect(others().get(11)).toMatchObject({ cursor: 1 });
	expect(hear(false, { kind: 'gone', slot: 2 })).toEqual([{ added: [], updated: [], removed: [11] }]);
});

test('[W11] nobody tells us where we are ourselves', () => {
	const { awareness, hear } = seat();
	awareness.setLocalState({ cursor: 'mine' });
	expect(hear(true, came(1, awareness.clientID, { cursor: 'theirs' })).slice(1)).toEqual([]);
	hear(false, { kind: 'gone', slot: 1 });
	hear(true);
	expect(awareness.getLocalState()).toEqual({ cursor: 'mine' });
});

test('[W11] nothing is renewed and nobody is outdated: it is for the server to say', () => {
	const { awareness, hear, others } = seat();
	hear(true, came(1, 11));
	let updates = 0;
	awareness.on('update', () => (updates += 1));
	vi.advanceTimersByTime(120_000);
	expect([updates, others().size]).toEqual([0, 1]);
});

test('[W11] without a connection nobody is known to be there', () => {
	const { roster, hear, others, events } = seat();
	hear(true, came(1, 11), came(2, 22));
	roster.clear();
	expect([others().size, events]).toEqual([0, [{ added: [], updated: [], removed: [11, 22] }]]);
});

test('[W11] what cannot be read changes nothing', () => {
	const { roster, hear, others } = seat();
	hear(true, came(1, 11));
	roster.hear(Uint8Array.of(1, 9));
	expect(others().size).toBe(1);
});
