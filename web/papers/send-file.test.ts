import { describe, expect, test } from 'vitest';
import { paperDefaults } from '#shared/papers/model.ts';
import type { Answer } from '#web/live/wire.ts';
import { Handing, type Handed } from './handing.svelte.ts';
import { sendFile, type Sending } from './send-file.ts';

const PIECE = paperDefaults.pieceBytes;
const file = new Blob([new Uint8Array(2 * PIECE + 5)]);

/** A server that keeps what comes, behind a network that follows a script: what happens to each request. */
function line(...script: readonly ('ok' | 'lost' | 'answer-lost')[]) {
	let kept = 0;
	const asked: number[] = [];
	const said: string[] = [];
	const ask = async (url: RequestInfo | URL, { body }: RequestInit = {}): Promise<Response> => {
		const how = script[asked.length] ?? 'ok';
		const at = Number(new URL(String(url), 'http://x').searchParams.get('at'));
		asked.push(at);
		if (how === 'lost') throw new TypeError('no network');
		if (at !== kept) {
			const refusal = { code: 'upload-elsewhere', params: { at: kept } };
			return new Response(JSON.stringify(refusal), { status: 422 });
		}
		kept += (body as Blob).size;
		if (how === 'answer-lost') throw new TypeError('no network');
		return new Response(JSON.stringify({ ok: true, at: kept }));
	};
	const sending: Sending = {
		file,
		name: 'a.pdf',
		upload: 'upload-of-the-test',
		place: { topicId: 't-1' },
		told: (part, isWaiting) => said.push(`${Math.round(part * 100)}${isWaiting ? ' waiting' : ''}`),
		signal: new AbortController().signal
	};
	const send = (change: Partial<Sending> = {}) => sendFile({ ...sending, ...change }, ask, async () => undefined);
	return { send, asked, said, kept: () => kept };
}

describe('sending a file', () => {
	test.each([
		['all goes well', [], [0, PIECE, 2 * PIECE]],
		['a piece is lost', ['ok', 'lost', 'lost'], [0, PIECE, PIECE, PIECE, 2 * PIECE]],
		['an answer is lost', ['ok', 'answer-lost'], [0, PIECE, PIECE, 2 * PIECE]],
		['the last answer is lost', ['ok', 'ok', 'answer-lost'], [0, PIECE, 2 * PIECE, 2 * PIECE, 2 * PIECE + 5]]
	] as const)('%s: every byte once', async (_, script, places) => {
		const { send, asked, kept } = line(...script);
		expect(await send()).toEqual({ ok: true, value: null });
		expect([asked, kept()]).toEqual([places, file.size]);
	});

	test('an empty file is one request', async () => {
		const { send, asked } = line();
		expect(await send({ file: new Blob([]) })).toEqual({ ok: true, value: null });
		expect(asked).toEqual([0]);
	});

	test('a network that does not come back is an answer, after a while', async () => {
		const { send, asked, said } = line(...Array.from({ length: 50 }, () => 'lost' as const));
		expect(await send()).toEqual({ ok: false, refusal: { code: 'offline' } });
		expect(asked.length).toBe(11);
		expect(said.at(-1)).toBe('0 waiting');
	});

	test('a refusal ends it at once', async () => {
		const told = await sendFile(
			{ file, name: 'a', upload: 'u', place: {}, told: () => undefined, signal: new AbortController().signal },
			async () => new Response(JSON.stringify({ code: 'storage-full' }), { status: 507 })
		);
		expect(told).toEqual({ ok: false, refusal: { code: 'storage-full' } });
	});
});

describe('handing in', () => {
	const paper = (name = '方案.pdf', size = 3): File => new File([new Uint8Array(size)], name);
	const handing = (...answers: readonly Answer<unknown>[]) => {
		const given: Handed[] = [];
		let sent = 0;
		const one = new Handing({
			place: {},
			give: async (handed) => {
				given.push(handed);
				return answers[given.length - 1] ?? { ok: true, value: null };
			},
			send: async () => {
				sent += 1;
				return { ok: true, value: null };
			}
		});
		return { one, given, sent: () => sent };
	};

	test('[P8] nothing is sent without the tick, and each upload has its own', async () => {
		const { one, given, sent } = handing();
		one.choose(paper());
		expect(await one.go()).toBe(false);
		expect([sent(), one.state]).toMatchObject([0, { refusal: { code: 'paper-unconfirmed' } }]);
		one.confirmed = true;
		expect(await one.go()).toBe(true);
		expect([one.confirmed, one.file, given[0]?.confirmed]).toEqual([false, null, true]);
	});

	test('a refusal keeps what was filled in, and what was sent is not sent again', async () => {
		const { one, given, sent } = handing({ ok: false, refusal: { code: 'offline' } });
		one.choose(paper());
		one.confirmed = true;
		one.level = 'public';
		expect(await one.go()).toBe(false);
		expect([one.file?.name, one.confirmed]).toEqual(['方案.pdf', true]);
		expect(await one.go()).toBe(true);
		expect([sent(), given[1]]).toEqual([1, given[0]]);
	});

	test('gone on the server, it is sent again', async () => {
		const { one, sent } = handing({ ok: false, refusal: { code: 'upload-gone' } });
		one.choose(paper());
		one.confirmed = true;
		await one.go();
		expect(await one.go()).toBe(true);
		expect(sent()).toBe(2);
	});

	test.each([
		['paper-macros', paper('a.docm')],
		['paper-type', paper('a.exe')],
		['paper-empty', paper('a.pdf', 0)],
		['too-large', paper('a.pdf', paperDefaults.mostBytes + 1)]
	])('[P9] %s is said before anything is sent', (code, given) => {
		const { one } = handing();
		one.choose(given);
		expect(one.state).toMatchObject({ kind: 'refused', refusal: { code } });
	});
});
