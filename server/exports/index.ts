/** What leaves the product for other programs: calendar files of meetings, and each person's private calendar feed. */
import { hash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { may } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { refuse, type Refused } from '#shared/foundation/result.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import { entryOf, hasEntry } from '#shared/meetings/notice.ts';
import type { Grounds } from '#server/grounds.ts';
import { sendRefusal } from '#server/http/app.ts';
import type { Meetings } from '#server/meetings/index.ts';
import type { Units } from '#server/units/index.ts';
import { icsOf, type Entered } from './ics.ts';
import { feedStore } from './store.ts';

type Others = { readonly meetings: Meetings; readonly units: Units };

const DAY = 86_400_000;
/** A feed reaches back a year. */
const REACHES = 366 * DAY;
/** "Last fetched" is written at most this often. */
const NOTED_EVERY = 60 * 60_000;
const SECRET = /^([A-Za-z0-9_-]{43})\.ics$/;
/** One county often stands behind one address; a calendar asks some times an hour. */
const perAddress = { rateLimit: { max: 300, timeWindow: '1 minute' } };
const PER_FEED = 30;

const hashOf = (secret: string): string => hash('sha256', secret);

export function openExports(grounds: Grounds, others: Others): void {
	serveFile(grounds, others);
	serveFeed(grounds, others);
	serveMine(grounds);
}

function serveFile({ fastify, auth, config }: Grounds, { meetings, units }: Others): void {
	fastify.get<{ Params: { id: string } }>(
		'/api/meetings/:id/calendar.ics',
		{ schema: { tags: ['meetings'], summary: 'The meeting as a calendar file, from its first publication on.' } },
		async (request, reply) => {
			const signedIn = await auth.fromCookie(request.headers.cookie);
			const { id } = request.params;
			const [meeting, subject] = [meetings.find(id), meetings.subject(id)];
			const refused = !signedIn
				? refuse('not-signed-in')
				: !meeting || !subject
					? refuse('not-found')
					: !may(signedIn.person, 'meetings.read', subject)
						? refuse('not-allowed')
						: hasEntry(meeting)
							? null
							: refuse('meeting-not-published');
			if (refused || !meeting) return refusedWith(request, reply, refused ?? refuse('not-found'));
			const text = icsOf([entered(meeting, units, siteOf(request, config.publicUrl))], null);
			reply.header('content-disposition', `attachment; filename="meeting-${meeting.year}-${meeting.ordinal}.ics"`);
			return sendCalendar(request, reply, text);
		}
	);
}

function serveFeed({ fastify, auth, config, clock, storage, log }: Grounds, { meetings, units }: Others): void {
	const store = feedStore(storage);
	const perFeed = fastify.createRateLimit({
		max: PER_FEED,
		timeWindow: '1 minute',
		// As the address was read: written otherwise, or with something behind it, it is still this feed's.
		keyGenerator: (request) => `feed ${hashOf((request.params as { readonly file: string }).file)}`
	});
	fastify.get<{ Params: { file: string } }>(
		'/calendar/:file',
		{ schema: { tags: ['calendar'], summary: 'A private feed: who has its address reads it.' }, config: perAddress },
		async (request, reply) => {
			const secret = SECRET.exec(request.params.file)?.[1];
			const feed = secret === undefined ? null : await store.byHash(hashOf(secret));
			// [E3] Asked of who the person is now: who left, or lost a right, reads no more of it.
			const person = feed && (await auth.person(feed.personId));
			if (!feed || !person) return refusedWith(request, reply, refuse('not-found'));
			const limit = await perFeed(request);
			if (!limit.isAllowed && limit.isExceeded)
				return refusedWith(request, reply, refuse('too-many-requests', { seconds: limit.ttlInSeconds }));
			const now = clock();
			if (feed.readAt === null || now - feed.readAt > NOTED_EVERY)
				// A disk that is full must not empty anybody's calendar.
				store.wasRead(person.id, now).catch((error: unknown) => log.debug({ err: error }, 'a feed was read, unnoted'));
			const text = icsOf(await entries(person, request), '联席会议');
			return sendCalendar(request, reply, text);
		}
	);

	async function entries(person: Person, request: FastifyRequest): Promise<readonly Entered[]> {
		const rows = await meetings.readable(person, clock() - REACHES);
		const site = siteOf(request, config.publicUrl);
		return rows.filter(hasEntry).flatMap(({ id }) => {
			const [meeting, subject] = [meetings.find(id), meetings.subject(id)];
			return meeting && subject && may(person, 'meetings.read', subject) ? [entered(meeting, units, site)] : [];
		});
	}
}

/** One's own feed: whether there is one, a new secret, none at all. The secret is told once. */
function serveMine({ fastify, auth, config, clock, storage }: Grounds): void {
	const store = feedStore(storage);
	const tags = { tags: ['calendar'] };
	const mine = async (
		request: FastifyRequest,
		reply: FastifyReply,
		answer: (personId: string) => Promise<object>
	): Promise<unknown> => {
		const signedIn = await auth.fromCookie(request.headers.cookie);
		if (!signedIn) return refusedWith(request, reply, refuse('not-signed-in'));
		return reply.header('cache-control', 'no-store').send(await answer(signedIn.person.id));
	};

	fastify.get('/api/me/calendar', { schema: tags }, (request, reply) =>
		mine(request, reply, async (personId) => {
			const feed = await store.of(personId);
			return { feed: feed && { madeAt: feed.madeAt, readAt: feed.readAt } };
		})
	);
	fastify.post('/api/me/calendar', { schema: tags, config: perAddress }, (request, reply) =>
		mine(request, reply, async (personId) => {
			const secret = randomBytes(32).toString('base64url');
			const madeAt = clock();
			await store.put(personId, hashOf(secret), madeAt);
			return {
				feed: { madeAt, readAt: null },
				url: `${siteOf(request, config.publicUrl)}/calendar/${secret}.ics`
			};
		})
	);
	fastify.delete('/api/me/calendar', { schema: tags }, (request, reply) =>
		mine(request, reply, async (personId) => {
			await store.remove(personId);
			return { feed: null };
		})
	);
}

function entered(meeting: Meeting, units: Units, site: string): Entered {
	const { id, revision, revisedAt } = meeting;
	const councilName = units.council(meeting.councilId)?.name ?? '';
	return { id, revision, revisedAt, entry: entryOf({ meeting, councilName, url: `${site}/meetings/${id}` }) };
}

function siteOf(request: FastifyRequest, publicUrl: string): string {
	return publicUrl === '' ? `${request.protocol}://${request.host}` : publicUrl;
}

function sendCalendar(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
	const tag = `"${hashOf(text).slice(0, 32)}"`;
	reply.header('etag', tag).header('cache-control', 'private, no-cache').header('x-robots-tag', 'noindex');
	const known = request.headers['if-none-match']?.split(',').map((each) => each.trim().replace(/^W\//, ''));
	if (known?.includes(tag)) return reply.code(304).send();
	return reply.type('text/calendar; charset=utf-8').send(text);
}

function refusedWith(request: FastifyRequest, reply: FastifyReply, { refusal }: Refused): FastifyReply {
	return sendRefusal(request, reply, refusal);
}
