/** On the server, before a page: language, looks, and the way of `fetch('/api/…')` back into the same process. */
import type { RequestEvent } from '@sveltejs/kit';
import type { Handle, HandleFetch, HandleServerError } from '@sveltejs/kit/hooks';
import { paraglideMiddleware } from './i18n/paraglide/server.js';
import { directionOf } from './i18n/language.ts';
import { looksFrom } from './ui/looks.ts';

/** The twin of `Ask` in server/http/pages.ts. */
type Ask = (question: {
	method: string;
	url: string;
	headers: Record<string, string>;
	body?: Uint8Array;
}) => Promise<{ status: number; headers: [string, string][]; body: Uint8Array<ArrayBuffer> }>;

function asking(): Ask | undefined {
	const storage = (globalThis as Record<symbol, unknown>)[Symbol.for('lianxi.ask')] as
		{ getStore(): Ask | undefined } | undefined;
	return storage?.getStore();
}

export const handle: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, async ({ locale }) => {
		const looks = looksFrom(event.cookies.get('looks'));
		const said: Record<string, string> = {
			lang: locale,
			dir: directionOf(locale),
			look: looks.theme,
			theme: looks.theme === 'auto' ? 'light' : looks.theme,
			text: looks.text
		};
		const response = await resolve(event, {
			transformPageChunk: ({ html }) => html.replace(/%lianxi\.(\w+)%/g, (_, name: string) => said[name] ?? ''),
			filterSerializedResponseHeaders: (name) => name === 'content-type'
		});
		letSocketsThrough(event, response);
		return response;
	});

/** Safari before 15.5 does not count ws: as 'self', so the sockets of this very host are named. */
function letSocketsThrough(event: RequestEvent, response: Response): void {
	const policy = response.headers.get('content-security-policy');
	if (!policy) return;
	const sockets = `ws://${event.url.host} wss://${event.url.host}`;
	response.headers.set(
		'content-security-policy',
		policy.replace("connect-src 'self'", `connect-src 'self' ${sockets}`)
	);
}

export const handleFetch: HandleFetch = async ({ event, request, fetch }) => {
	const url = new URL(request.url);
	const ask = asking();
	if (!ask || url.origin !== event.url.origin || !url.pathname.startsWith('/api/')) return fetch(request);
	const headers: Record<string, string> = Object.fromEntries(request.headers);
	for (const name of ['cookie', 'accept-language', 'user-agent']) {
		const value = event.request.headers.get(name);
		if (value !== null) headers[name] = value;
	}
	const body = new Uint8Array(await request.arrayBuffer());
	const answer = await ask({
		method: request.method,
		url: url.pathname + url.search,
		headers,
		...(body.length > 0 && { body })
	});
	for (const [name, value] of answer.headers) if (name === 'set-cookie') copyCookie(event, value);
	const told = answer.headers.filter(([name]) => name !== 'set-cookie' && name !== 'content-length');
	const empty = answer.status === 204 || answer.status === 304;
	return new Response(empty ? null : answer.body, { status: answer.status, headers: told });
};

/** SvelteKit writes cookies only through its own jar. */
function copyCookie(event: RequestEvent, line: string): void {
	const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
	const at = pair.indexOf('=');
	const said = new Map(
		attributes.map((attribute) => {
			const [name = '', value = ''] = attribute.split('=');
			return [name.toLowerCase(), value];
		})
	);
	const maxAge = said.get('max-age');
	const expires = said.get('expires');
	event.cookies.set(pair.slice(0, at), decodeURIComponent(pair.slice(at + 1)), {
		path: said.get('path') ?? '/',
		httpOnly: said.has('httponly'),
		secure: said.has('secure'),
		sameSite: 'lax',
		...(maxAge !== undefined && { maxAge: Number(maxAge) }),
		...(expires !== undefined && { expires: new Date(expires) })
	});
}

/** A fault while rendering. What went wrong goes to the log; the person gets a number to quote. */
export const handleError: HandleServerError = ({ kind, error, event }) => {
	if (kind === 'app') return;
	if (kind === 'framework') return { code: error.status === 404 ? 'not-found' : 'bad-request' };
	const fault = `p-${Math.floor(performance.timeOrigin + performance.now()).toString(36)}`;
	const what = error instanceof Error ? error.stack : String(error);
	process.stderr.write(
		`${JSON.stringify({ level: 50, msg: 'a page failed', fault, route: event.route.id, err: what })}\n`
	);
	return { code: 'fault', fault };
};
