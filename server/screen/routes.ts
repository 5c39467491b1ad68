/** What a browser in the hall may ask: to become a screen, and what is shown. It has no person, so it has no other door. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { done, refuse, type Refusal, type Result } from '#shared/foundation/result.ts';
import { openSchema } from '#shared/screen/commands.ts';
import type { Grounds } from '#server/grounds.ts';
import { sendRefusal } from '#server/http/app.ts';
import { allowOrigins } from '#server/http/origins.ts';
import { checker } from '#server/live/doors.ts';
import type { Hall, Line } from './hall.ts';
import { HALL, keyCookie, keyIn } from './secrets.ts';
import type { Place } from './store.ts';

export type HallDoors = {
	readonly hall: Hall;
	/** Trades a typed code for a key. */
	readonly trade: (typed: string) => Promise<Result<string>>;
	/** Whose key it is, while it holds. */
	readonly placeOf: (key: string | null) => Result<Place>;
};

/** Of one address, in a minute. */
const MOST_GUESSES = 20;
const MOST_READINGS = 240;
/** A browser that reads has the end of its line by then. */
const CUT_AFTER_MS = 1000;

export function serveHall({ fastify, config, clock }: Grounds, { hall, trade, placeOf }: HallDoors): void {
	const check = checker(openSchema);
	const origins = allowOrigins(config.publicUrl);
	const limited = (max: number) => ({ rateLimit: { max, timeWindow: '1 minute' } });
	const secure = (request: FastifyRequest): boolean =>
		config.publicUrl.startsWith('https:') || request.protocol === 'https';
	const no = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply =>
		sendRefusal(request, reply.header('cache-control', 'no-store'), refusal);

	/** Readings of foreign pages are refused too: elsewhere only what changes something is. */
	const screenOf = (request: FastifyRequest): Result<Place> =>
		origins.allowed(request.headers.origin, request.headers.host)
			? placeOf(keyIn(request.headers.cookie))
			: refuse('foreign-origin');

	fastify.post(
		`${HALL}/open`,
		{
			schema: {
				tags: ['screen'],
				summary: 'Trades the code of an address, once, for a key of this browser.',
				body: openSchema
			},
			config: limited(MOST_GUESSES)
		},
		async (request, reply) => {
			const body = check(request.body);
			const key = body.ok ? await trade(body.value.code) : body;
			if (!key.ok) return no(request, reply, key.refusal);
			return reply
				.header('set-cookie', keyCookie(key.value, secure(request)))
				.header('cache-control', 'no-store')
				.send({ ok: true });
		}
	);

	fastify.get<{ Querystring: { version?: string } }>(
		`${HALL}/now`,
		{
			schema: { tags: ['screen'], summary: 'What this screen shows; without `projection` when it has that `version`.' },
			config: limited(MOST_READINGS)
		},
		async (request, reply) => {
			const place = screenOf(request);
			if (!place.ok) return no(request, reply, place.refusal);
			hall.polls(place.value);
			const shown = await hall.look(place.value.meetingId);
			if (!shown) return no(request, reply, refuse('not-found').refusal);
			const { version, projection } = shown;
			const isNews = request.query.version !== version;
			return reply.header('cache-control', 'no-store').send({ now: clock(), version, ...(isNews && { projection }) });
		}
	);

	fastify.get(
		`${HALL}/stream`,
		{
			schema: { tags: ['screen'], summary: 'The same as server-sent events: `shown`, `beat` each 5 s, `end`.' },
			config: limited(MOST_READINGS),
			// It would take one of the screen's lines, and never be answered.
			exposeHeadRoute: false
		},
		(request, reply) => {
			const place = screenOf(request);
			if (!place.ok) return no(request, reply, place.refusal);
			reply.hijack();
			hold(request, reply, place.value);
			return reply;
		}
	);
	fastify.addHook('preClose', async () => hall.close());

	function hold(request: FastifyRequest, reply: FastifyReply, place: Place): void {
		const { raw } = reply;
		for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
		const { socket } = request.raw;
		raw.writeHead(200, {
			// Nothing is asked on a line that has ended: so it may be cut off.
			connection: 'close',
			'content-type': 'text/event-stream; charset=utf-8',
			'cache-control': 'no-store, no-transform',
			// A proxy that gathers answers before it passes them on would keep the screen dark.
			'x-accel-buffering': 'no'
		});
		socket.setNoDelay(true);
		const line: Line = {
			waiting: () => raw.writableLength,
			send: (event, data) => void raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
			hangUp: () => {
				raw.end();
				// Who takes nothing takes no end either.
				const cut = setTimeout(() => socket.destroy(), CUT_AFTER_MS).unref();
				socket.once('close', () => clearTimeout(cut));
			}
		};
		const release = hall.hold(place, line);
		// A line that breaks while something is written to it has closed as well.
		raw.on('error', release);
		raw.on('close', release);
	}
}

/** For the routes above, where a key is asked for before anything else. */
export function placeFor(key: string | null, find: (key: string) => Place | null): Result<Place> {
	const place = key === null ? null : find(key);
	return place ? done(place) : refuse('screen-no-key');
}
