import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Projection } from '#shared/screen/model.ts';
import { Hall } from './hall.svelte.ts';

const projection: Projection = {
	stage: 'item',
	meeting: { council: '', year: 2026, ordinal: 4, title: '', state: 'live', startsAt: 0, endedAt: null },
	item: null,
	steps: [],
	next: null,
	waitingMs: 0,
	speaking: null,
	queue: [],
	conclusion: null,
	attendance: {
		present: 0,
		expected: 0,
		ofNoUnit: { present: 0, expected: 0 },
		unitsPresent: 0,
		required: 0,
		units: []
	},
	door: null,
	vote: null,
	breakUntil: null
};
const shown = (next: string): Projection => ({ ...projection, next });

/** Stands for the browser's stream: says what the test says. */
class FakeStream {
	closed = false;
	readonly #listeners = new Map<string, ((event: { data: string }) => void)[]>();
	addEventListener(name: string, listener: (event: { data: string }) => void): void {
		this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
	}
	say(name: string, data: object = {}): void {
		for (const listener of this.#listeners.get(name) ?? []) listener({ data: JSON.stringify(data) });
	}
	close(): void {
		this.closed = true;
	}
}

type Answers = () => { readonly status: number; readonly body: object } | 'no network';

/** The server's clock is ten minutes ahead of this computer's. */
const AHEAD = 600_000;
const START = 1_700_000_000_000;

function open(answers: Answers) {
	const streams: FakeStream[] = [];
	const asked: string[] = [];
	const hall = new Hall({
		ask: async (url) => {
			asked.push(String(url));
			const answer = answers();
			if (answer === 'no network') throw new TypeError('Failed to fetch');
			return Response.json(answer.body, { status: answer.status });
		},
		openStream: () => {
			const stream = new FakeStream();
			streams.push(stream);
			return stream as unknown as EventSource;
		},
		local: Date.now
	});
	onTestFinished(hall.start());
	return { hall, streams, asked, tick: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

const seen = (version = 'v1'): ReturnType<Answers> => ({
	status: 200,
	body: { now: Date.now() + AHEAD, version, projection: shown(version) }
});
const beat = (): object => ({ now: Date.now() + AHEAD });

beforeEach(() => {
	vi.useFakeTimers({ now: START });
	vi.stubGlobal('addEventListener', () => undefined);
	vi.stubGlobal('removeEventListener', () => undefined);
});
afterEach(() => {
	vi.useRealTimers();
});

describe('a screen in the hall', () => {
	test("[S12] reads what is shown, then hears it, by the server's clock", async () => {
		const { hall, streams, tick } = open(() => seen());
		await tick(0);
		expect([hall.projection?.next, hall.clock.read()]).toEqual(['v1', START + AHEAD]);
		streams[0]?.say('shown', { ...beat(), version: 'v2', projection: shown('v2') });
		expect(hall.projection?.next).toBe('v2');
	});

	test('stands still when nothing is heard, says since when, and goes on by itself', async () => {
		let network = true;
		const { hall, streams, tick } = open(() => (network ? seen() : 'no network'));
		await tick(0);
		await tick(5000);
		streams[0]?.say('beat', beat());
		const last = START + AHEAD + 5000;
		network = false;
		await tick(12_999);
		expect(hall.frozenSince).toBeNull();
		await tick(1);
		expect([hall.frozenSince, streams[0]?.closed]).toEqual([last, true]);
		await tick(60_000);
		expect([hall.frozenSince, hall.projection?.next]).toEqual([last, 'v1']);
		expect(hall.clock.read()).toBe(START + AHEAD + 78_000);
		network = true;
		await tick(4000);
		expect(hall.frozenSince).toBeNull();
	});

	test('a line that breaks is followed by a question at once, not by a standstill', async () => {
		const { hall, streams, asked, tick } = open(() => seen());
		await tick(0);
		streams[0]?.say('beat', beat());
		streams[0]?.say('error');
		await tick(0);
		expect([asked.length, streams.length, hall.frozenSince]).toEqual([2, 2, null]);
	});

	test('where no stream comes through it asks every four seconds, and tries the stream again after a minute', async () => {
		const { hall, streams, asked, tick } = open(() => seen());
		await tick(13_000);
		expect([streams.length, streams[0]?.closed, hall.frozenSince]).toEqual([1, true, null]);
		const before = asked.length;
		await tick(40_000);
		expect([asked.length - before, streams.length]).toEqual([10, 1]);
		await tick(24_000);
		expect(streams).toHaveLength(2);
	});

	test.each(['screen-revoked', 'screen-no-key'])('[S4] %s: nothing is shown, and nothing asked again', async (code) => {
		let over = false;
		const { hall, streams, asked, tick } = open(() => (over ? { status: 410, body: { code, detail: '…' } } : seen()));
		await tick(0);
		streams[0]?.say('beat', beat());
		over = true;
		streams[0]?.say('end', { code });
		await tick(60_000);
		expect([hall.projection, hall.refused?.code, asked.length]).toEqual([null, code, 2]);
	});

	test('[S7] with the end of the meeting the farewell stays, without codes or words', async () => {
		let over = false;
		const { hall, streams, tick } = open(() => (over ? { status: 410, body: { code: 'screen-over' } } : seen()));
		await tick(0);
		streams[0]?.say('beat', beat());
		over = true;
		streams[0]?.say('end', {});
		await tick(0);
		expect(hall.projection).toMatchObject({ stage: 'over', door: null, conclusion: null });
	});

	test('too many questions, or a full disk, is no end', async () => {
		let busy = true;
		const { hall, tick } = open(() => (busy ? { status: 429, body: { code: 'too-many-requests' } } : seen()));
		await tick(0);
		expect([hall.projection, hall.refused]).toEqual([null, null]);
		busy = false;
		await tick(4000);
		expect(hall.projection?.next).toBe('v1');
	});
});
