/** Sending a version: as a file to keep, or to look at where that is safe. The right is asked each time. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import type { PaperVersion } from '#shared/papers/model.ts';
import { mayFetch, mayReadPaper } from '#shared/papers/views.ts';
import type { Grounds } from '#server/grounds.ts';
import { sendRefusal } from '#server/http/app.ts';
import type { Inside } from './commands.ts';

type Route = { Params: { id: string; number: string }; Querystring: { inline?: string } };
const VIEWED = /^(image\/(png|jpeg|gif|webp)|application\/pdf)$/;
const LOCKED = "default-src 'none'; sandbox";
export function serveDownloads({ auth, fastify }: Grounds, { find, places, files }: Inside): void {
	const wanted = async ({ headers, params }: FastifyRequest<Route>): Promise<Result<PaperVersion>> => {
		const signedIn = await auth.fromCookie(headers.cookie);
		if (!signedIn) return refuse('not-signed-in');
		const paper = find(params.id);
		const met = paper ? places.met(paper) : [];
		// [P6] What somebody may not read is not there.
		if (!paper || !mayReadPaper(signedIn.person, paper, met)) return refuse('not-found');
		if (paper.erased) return refuse('paper-erased');
		if (!mayFetch(signedIn.person, paper, met)) return refuse('paper-withdrawn');
		const version = paper.versions.find(({ number }) => String(number) === params.number);
		return version ? done(version) : refuse('not-found');
	};

	fastify.get<Route>(
		'/api/papers/:id/versions/:number',
		{ schema: { tags: ['papers'], summary: 'The bytes of a version; a range of them if asked.' } },
		async (request, reply) => {
			const answer = await wanted(request);
			if (!answer.ok) return sendRefusal(request, reply, answer.refusal);
			const { hash, type, name, bytes } = answer.value;
			if ((await files.size(hash)) !== bytes) return sendRefusal(request, reply, refuse('not-found').refusal);
			const isInline = request.query.inline !== undefined && VIEWED.test(type);
			const tag = `"${hash}"`;
			reply.headers({
				'cache-control': 'private, no-cache',
				etag: tag,
				'accept-ranges': 'bytes',
				'content-type': type,
				'content-disposition': disposition(isInline, name),
				'x-content-type-options': 'nosniff',
				'content-security-policy': LOCKED
			});
			if (request.headers['if-none-match'] === tag) return reply.code(304).send();
			return sendRange(reply, rangeOf(request, tag, bytes), bytes, (range) => files.read(hash, range));
		}
	);
}

type Range = { readonly start: number; readonly end: number };

function sendRange(
	reply: FastifyReply,
	range: Range | 'all' | 'none',
	bytes: number,
	read: (range: Range) => NodeJS.ReadableStream
): FastifyReply {
	if (range === 'none') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
	if (range === 'all') return reply.header('content-length', bytes).send(read({ start: 0, end: bytes - 1 }));
	const { start, end } = range;
	return reply
		.code(206)
		.header('content-range', `bytes ${start}-${end}/${bytes}`)
		.header('content-length', end - start + 1)
		.send(read(range));
}

/** One range; of what we do not understand everything is sent (RFC 9110, 14.2). */
function rangeOf({ headers }: FastifyRequest<Route>, tag: string, bytes: number): Range | 'all' | 'none' {
	const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range ?? '');
	const [, from = '', to = ''] = asked ?? [];
	if (!asked || (from === '' && to === '')) return 'all';
	if (headers['if-range'] !== undefined && headers['if-range'] !== tag) return 'all';
	if (from === '') return to === '0' ? 'none' : { start: Math.max(0, bytes - Number(to)), end: bytes - 1 };
	const start = Number(from);
	if (to !== '' && Number(to) < start) return 'all';
	return start >= bytes ? 'none' : { start, end: Math.min(bytes - 1, to === '' ? bytes - 1 : Number(to)) };
}

/** RFC 6266: the name as it is for who understands RFC 5987, letters and digits for the rest. */
function disposition(isInline: boolean, name: string): string {
	const plain = name.replace(/[^A-Za-z0-9._-]/g, '_');
	const coded = encodeURIComponent(name).replace(
		/['()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
	);
	return `${isInline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${coded}`;
}
