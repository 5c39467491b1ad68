/** HTTP for pages: readings for `load`, and the few steps that are no command (signing in, first run). */
import { error, redirect } from '@sveltejs/kit';
import type { Answer, Refused } from './wire.ts';

type Loading = { readonly fetch: typeof fetch; readonly url: URL };

type Problem = Refused & { readonly detail?: string; readonly fault?: string };

/** Reads for a page: a refusal becomes the error page, somebody unknown is sent to sign in and comes back after it. */
export async function read<Value>({ fetch, url }: Loading, path: string): Promise<Value> {
	const answer = await fetch(path);
	if (answer.ok) return (await answer.json()) as Value;
	if (answer.status === 401) redirect(303, `/login?to=${encodeURIComponent(url.pathname + url.search)}`);
	const { code, detail, fault } = await problemOf(answer);
	error(answer.status, { message: code, code, ...(detail && { detail }), ...(fault && { fault }) });
}

/** Sends a step over HTTP. Never throws: the lost network is an answer too. */
export async function send<Value>(
	method: 'POST' | 'DELETE',
	path: string,
	body?: unknown,
	ask: typeof fetch = fetch
): Promise<Answer<Value>> {
	try {
		const answer = await ask(path, {
			method,
			...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
		});
		if (!answer.ok) return { ok: false, refusal: await problemOf(answer) };
		return { ok: true, value: (await answer.json()) as Value };
	} catch {
		// The network did not carry it, or what came back was not ours.
		return { ok: false, refusal: { code: 'offline' } };
	}
}

async function problemOf(answer: Response): Promise<Problem> {
	try {
		const said = (await answer.json()) as Problem;
		if (typeof said.code === 'string') return said;
	} catch {
		// Not one of our answers: a proxy's page, an empty body. The status is all there is to quote.
	}
	return { code: 'fault', params: { fault: String(answer.status) } };
}
