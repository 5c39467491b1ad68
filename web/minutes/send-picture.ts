/** Sends one picture and tells how far it is: `fetch` cannot. */
import type { Answer, Refused } from '#web/live/wire.ts';

export type Stored = { readonly id: string; readonly url: string };
export type SendPicture = (picture: Blob, told: (part: number) => void, signal: AbortSignal) => Promise<Answer<Stored>>;

/** For the pictures of one meeting's minutes. Never throws: a lost network is an answer too. */
export function pictureSender(meetingId: string): SendPicture {
	return (picture, told, signal) =>
		new Promise((answer) => {
			const request = new XMLHttpRequest();
			const offline = (): void => answer({ ok: false, refusal: { code: 'offline' } });
			request.upload.addEventListener('progress', ({ loaded, total }) => told(total > 0 ? loaded / total : 0));
			request.addEventListener('load', () => answer(read(request)));
			request.addEventListener('error', offline);
			request.addEventListener('abort', offline);
			signal.addEventListener('abort', () => request.abort());
			const form = new FormData();
			form.append('confirmed', 'yes'); // ticked before; said ahead of the picture, so that it is heard first
			form.append('file', picture, 'picture');
			request.open('POST', `/api/meetings/${encodeURIComponent(meetingId)}/files`);
			request.send(form);
		});
}

function read(request: XMLHttpRequest): Answer<Stored> {
	try {
		const said = JSON.parse(request.responseText) as Partial<Stored> & Partial<Refused>;
		if (request.status < 300 && typeof said.url === 'string' && typeof said.id === 'string') {
			return { ok: true, value: { id: said.id, url: said.url } };
		}
		if (typeof said.code === 'string') return { ok: false, refusal: { ...said, code: said.code } };
	} catch {
		// Not one of our answers: a proxy's page. The status is all there is to quote.
	}
	return { ok: false, refusal: { code: 'fault', params: { fault: String(request.status) } } };
}
