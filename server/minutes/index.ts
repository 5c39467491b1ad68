/** The minutes of a meeting: reading the draft, and the pictures in it. The draft itself is edited over /sync. */
import { join } from 'node:path';
import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { may, type Action } from '#shared/auth/may.ts';
import { minutesImages, minutesOutline, minutesText } from '#shared/minutes/document.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import type { SignedIn } from '#server/auth/index.ts';
import type { Grounds } from '#server/grounds.ts';
import { sendRefusal } from '#server/http/app.ts';
import type { Meetings } from '#server/meetings/index.ts';
import { MOST_BYTES, openPictures } from './pictures.ts';
import { fileStore, type FileRow } from './store.ts';

const LIMIT = { limit: '10 MB' } as const;
/** What multipart adds around the file itself. */
const ENVELOPE = 16 * 1024;
const YEAR = 365 * 86_400;

type ById = { Params: { id: string } };

export function openMinutes(grounds: Grounds, { meetings }: { readonly meetings: Meetings }): void {
	const { doors, sync, auth, fastify, storage, newId, clock, config } = grounds;
	const pictures = openPictures(join(config.data, 'files'), newId);
	const store = fileStore(storage);

	doors.get({
		url: '/api/meetings/:id/minutes',
		may: 'minutes.read',
		of: ({ id = '' }) => meetings.subject(id),
		summary: 'The draft minutes as the server has them: words, headings and pictures.',
		run: async ({ params: { id = '' } }) => {
			const document = meetings.documentName(id, 'minutes');
			const doc = await sync.read(document);
			const read = { text: minutesText(doc), outline: minutesOutline(doc), images: minutesImages(doc) };
			doc.destroy();
			return done({ document, sealed: sync.isSealed(document), ...read });
		}
	});

	const permitted = async (request: FastifyRequest, meetingId: string, action: Action): Promise<Result<SignedIn>> => {
		const signedIn = await auth.fromCookie(request.headers.cookie);
		if (!signedIn) return refuse('not-signed-in');
		const subject = meetings.subject(meetingId);
		if (!subject) return refuse('not-found');
		return may(signedIn.person, action, subject) ? done(signedIn) : refuse('not-allowed');
	};

	const upload = async (request: FastifyRequest<ById>): Promise<Result<FileRow>> => {
		const { id: meetingId } = request.params;
		const allowed = await permitted(request, meetingId, 'minutes.write');
		if (!allowed.ok) return allowed;
		// Said in advance, it need not be received first.
		if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES + ENVELOPE)
			return refuse('too-large', LIMIT, ['file']);
		if (!request.isMultipart()) return refuse('bad-request', { problem: 'multipart/form-data' }, ['file']);
		const part = await request.file();
		if (!part) return refuse('bad-request', { problem: 'file' }, ['file']);
		// [N5] Said ahead of the picture, field by field: what comes behind it is not there yet.
		const confirmed = part.fields['confirmed'];
		if (!confirmed || !('value' in confirmed) || confirmed.value !== 'yes')
			return refuse('paper-unconfirmed', {}, ['confirmed']);
		const kept = await pictures.keep(part.file);
		if (kept === 'too-large' || part.file.truncated) return refuse('too-large', LIMIT, ['file']);
		if (kept === 'not-a-picture') return refuse('not-a-picture', {}, ['file']);
		const personId = allowed.value.person.id;
		return done(await store.add({ ...kept, id: newId(), meetingId, personId, at: clock() }));
	};

	const show = async (request: FastifyRequest<ById>, reply: FastifyReply): Promise<FastifyReply> => {
		const row = await store.find(request.params.id);
		const allowed = row ? await permitted(request, row.meeting_id, 'minutes.read') : await signedOnly(request);
		if (!allowed.ok) return sendRefusal(request, reply, allowed.refusal);
		if (!row || !(await pictures.has(row.hash))) return sendRefusal(request, reply, refuse('not-found').refusal);
		const tag = `"${row.hash}"`;
		reply.headers({
			'cache-control': `private, max-age=${YEAR}, immutable`,
			etag: tag,
			'content-type': row.type,
			'content-disposition': 'inline',
			'x-content-type-options': 'nosniff',
			'content-security-policy': "default-src 'none'; sandbox"
		});
		if (request.headers['if-none-match'] === tag) return reply.code(304).send();
		return reply.header('content-length', row.bytes).send(pictures.read(row.hash));
	};

	/** What is not there is told to nobody who has not signed in. */
	const signedOnly = async (request: FastifyRequest): Promise<Result<unknown>> =>
		(await auth.fromCookie(request.headers.cookie)) ? refuse('not-found') : refuse('not-signed-in');

	// Multipart is understood at this door only.
	void fastify.register(async (scope) => {
		await scope.register(multipart, {
			limits: { files: 1, fields: 8, fieldSize: 1024, parts: 9, headerPairs: 50, fileSize: MOST_BYTES + 1 }
		});
		scope.post<ById>('/api/meetings/:id/files', { schema: { tags: ['meetings'] } }, async (request, reply) => {
			// What is still coming is read and thrown away (for 30 s at most, see http/app.ts): a sender that is not listened to
			// would not hear the answer, and the next request on its connection would wait for ever.
			const letPass = (): void => {
				request.raw.unpipe();
				request.raw.resume();
			};
			const answer = await upload(request).catch((cause: unknown) => {
				letPass();
				return refusedFor(cause);
			});
			if (!answer.ok) {
				letPass();
				return sendRefusal(request, reply, answer.refusal);
			}
			const { id, type, bytes } = answer.value;
			return reply.code(201).send({ ok: true, id, url: `/api/files/${id}`, type, bytes });
		});
		scope.get<ById>('/api/files/:id', { schema: { tags: ['meetings'] } }, show);
	});
}

/** A disk that is full and a body that is no multipart are refusals. @throws every other cause, as the fault it is. */
function refusedFor(cause: unknown): Refused {
	if (!(cause instanceof Error)) throw cause;
	const code = 'code' in cause ? cause.code : null;
	if (code === 'ENOSPC' || code === 'EDQUOT') return refuse('storage-full');
	if (code === null && /\bpart\b|multipart/i.test(cause.message)) {
		return refuse('bad-request', { problem: 'multipart/form-data' }, ['file']);
	}
	throw cause;
}
