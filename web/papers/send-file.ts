/**
 * Sends a file piece by piece. A piece that the network dropped is asked after and sent again from where the server has it,
 * so a cut costs a megabyte at most.
 */
import { paperDefaults } from '#shared/papers/model.ts';
import type { Answer, Refused } from '#web/live/wire.ts';

export type Sending = {
	readonly file: Blob;
	readonly name: string;
	/** Chosen anew for each file. */
	readonly upload: string;
	/** For what it is meant: meetingId and itemId, topicId, or paperId. */
	readonly place: Readonly<Record<string, string>>;
	/** How far it is, and whether the network is away. */
	readonly told: (part: number, isWaiting: boolean) => void;
	readonly signal: AbortSignal;
};
export type Wait = (ms: number) => Promise<void>;

const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000, 8000];
const PIECE_TIMEOUT_MS = 35_000;
const offline: Answer<never> = { ok: false, refusal: { code: 'offline' } };

/** Never throws: a lost network is an answer too, after nearly a minute of trying. */
export async function sendFile(sending: Sending, ask: typeof fetch = fetch, wait: Wait = rest): Promise<Answer<null>> {
	const { file, told, signal } = sending;
	let at = 0;
	let pause = 0;
	do {
		if (signal.aborted) return offline;
		told(file.size === 0 ? 1 : at / file.size, pause > 0);
		const answer = await sendPiece(sending, at, ask);
		if (answer.ok) {
			at = answer.value;
			pause = 0;
			continue;
		}
		const { code, params } = answer.refusal;
		if (code === 'upload-elsewhere') {
			at = Math.min(Number(params?.['at'] ?? 0), file.size);
			// Asked after, an upload is where it is; asked again and again it would never end.
			if ((pause += 1) > PAUSES_MS.length) return answer;
		} else if (code === 'offline') {
			const ms = PAUSES_MS[pause];
			if (ms === undefined) return answer;
			pause += 1;
			told(at / Math.max(1, file.size), true);
			await wait(ms);
		} else return answer;
	} while (at < file.size || pause > 0);
	told(1, false);
	return { ok: true, value: null };
}

async function sendPiece(
	{ file, name, upload, place, signal }: Sending,
	at: number,
	ask: typeof fetch
): Promise<Answer<number>> {
	const query = new URLSearchParams({ ...place, at: String(at), of: String(file.size), name });
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), PIECE_TIMEOUT_MS);
	const stop = (): void => limit.abort();
	signal.addEventListener('abort', stop);
	try {
		const answer = await ask(`/api/papers/uploads/${upload}?${query}`, {
			method: 'PUT',
			headers: { 'content-type': 'application/octet-stream' },
			body: file.slice(at, at + paperDefaults.pieceBytes),
			signal: limit.signal
		});
		const said = (await answer.json()) as { readonly at?: number } & Partial<Refused>;
		if (answer.ok && typeof said.at === 'number') return { ok: true, value: said.at };
		if (typeof said.code === 'string') return { ok: false, refusal: { ...said, code: said.code } };
		return { ok: false, refusal: { code: 'fault', params: { fault: String(answer.status) } } };
	} catch {
		// The network did not carry it, or what came back was not ours.
		return offline;
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', stop);
	}
}

function rest(ms: number): Promise<void> {
	return new Promise((resolve) => {
		const go = (): void => {
			clearTimeout(timer);
			removeEventListener('online', go);
			resolve();
		};
		const timer = setTimeout(go, ms);
		addEventListener('online', go);
	});
}
