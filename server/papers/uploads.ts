/** Bytes on their way: pieces of at most 1 MB, each behind the one before, taken up again where they were cut off. */
import { statfs } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { may, mayKnow, type Subject } from '#shared/auth/may.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import { uploadPattern } from '#shared/papers/commands.ts';
import { paperDefaults } from '#shared/papers/model.ts';
import { cleanName } from '#shared/papers/names.ts';
import { paperSubject } from '#shared/papers/views.ts';
import type { Grounds } from '#server/grounds.ts';
import { sendRefusal } from '#server/http/app.ts';
import type { Inside } from './commands.ts';
import { MOST_UNDER_WAY } from './files.ts';
import { unlessNamed } from './looking.ts';

/** What the database needs stays free, whatever people upload. */
const LEFT_FREE = 128 * 1024 * 1024;
const LIMIT = { limit: '50 MB' } as const;
const UPLOAD = new RegExp(uploadPattern);

type Route = { Params: { upload: string }; Querystring: Readonly<Record<string, string | undefined>> };

export function serveUploads(grounds: Grounds, inside: Inside): void {
	const { auth, fastify } = grounds;

	const take = async (request: FastifyRequest<Route>): Promise<Result<{ readonly at: number }>> => {
		const signedIn = await auth.fromCookie(request.headers.cookie);
		if (!signedIn) return refuse('not-signed-in');
		const { upload } = request.params;
		const { at = '0', of = '', name = '' } = request.query;
		if (!UPLOAD.test(upload) || !/^\d{1,9}$/.test(at) || !/^\d{1,12}$/.test(of))
			return refuse('bad-request', { problem: 'upload, at, of' });
		const subject = await subjectOf(inside, request.query);
		if (subject === null) return refuse('not-found');
		if (!may(signedIn.person, 'papers.hand-in', subject))
			return refuse(mayKnow(signedIn.person, 'papers.hand-in', subject) ? 'not-allowed' : 'not-found');
		const named = unlessNamed(cleanName(name));
		if (!named.ok) return named;
		if (Number(of) > paperDefaults.mostBytes) return refuse('too-large', LIMIT, ['file']);
		const full = await unlessRoom(grounds, Number(of));
		if (full) return full;
		const piece = { at: Number(at), of: Number(of), source: request.raw };
		const received = await inside.files.receive(signedIn.person.id, upload, piece);
		switch (received.kind) {
			case 'received':
				return done({ at: received.at });
			case 'elsewhere':
				return refuse('upload-elsewhere', { at: received.at }, ['at']);
			case 'too-large':
				return refuse('too-large', LIMIT, ['file']);
			case 'too-many':
				return refuse('uploads-too-many', { limit: MOST_UNDER_WAY });
		}
	};

	void fastify.register(async (scope) => {
		// The body is the bytes themselves; they go to the disk as they come.
		scope.addContentTypeParser('application/octet-stream', (_request, _payload, next) => next(null));
		scope.put<Route>(
			'/api/papers/uploads/:upload',
			{ schema: { tags: ['papers'], summary: 'A piece of an upload, behind the `at` bytes that came before.' } },
			async (request, reply) => {
				const answer = await take(request).catch(refusedFor);
				// What is still coming is read and thrown away: a sender that is not listened to would not hear the answer.
				if (!answer.ok) request.raw.resume();
				return answered(request, reply, answer);
			}
		);
		scope.get<Route>(
			'/api/papers/uploads/:upload',
			{ schema: { tags: ['papers'], summary: 'How much of an upload of the asker has come.' } },
			async (request, reply) => {
				const signedIn = await auth.fromCookie(request.headers.cookie);
				const { files } = inside;
				const part = signedIn && files.partOf(signedIn.person.id, request.params.upload);
				return answered(request, reply, part ? done({ at: await files.sizeOf(part) }) : refuse('not-signed-in'));
			}
		);
	});
}

function answered(request: FastifyRequest, reply: FastifyReply, answer: Result<{ readonly at: number }>) {
	return answer.ok
		? reply.header('cache-control', 'no-store').send({ ok: true, ...answer.value })
		: sendRefusal(request, reply, answer.refusal);
}

/** For what the bytes are meant: only who may hand in there may send any. */
async function subjectOf({ places, find }: Inside, query: Route['Querystring']): Promise<Subject | null> {
	const { meetingId, itemId, topicId, paperId } = query;
	if (meetingId !== undefined && itemId !== undefined) return (await places.atItem(meetingId, itemId))?.subject ?? null;
	if (topicId !== undefined) return places.atTopic(topicId)?.subject ?? null;
	const paper = paperId === undefined ? null : find(paperId);
	const here = paper && (await places.of(paper));
	return here ? paperSubject(paper, here.subject) : null;
}

async function unlessRoom({ config, storage }: Grounds, bytes: number): Promise<Refused | null> {
	if (!['ok', 'storage-low'].includes(storage.health())) return refuse('storage-full');
	const { bavail, bsize } = await statfs(config.data);
	return bavail * bsize < bytes + LEFT_FREE ? refuse('storage-full') : null;
}

/** A disk that is full is a refusal. @throws every other cause, as the fault it is. */
function refusedFor(cause: unknown): Refused {
	const code = cause instanceof Error && 'code' in cause ? cause.code : null;
	if (code === 'ENOSPC' || code === 'EDQUOT') return refuse('storage-full');
	throw cause;
}
