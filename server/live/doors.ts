/**
 * One handler, two doors: each command answers the Socket.IO question `DOMAIN/COMMAND` and `POST /api/DOMAIN/:id/COMMAND`
 * with the same body and the same answer. No door opens without a policy, and the policy is checked before the handler runs.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { may, mayKnow, type Action, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import type { Auth, SignedIn } from '#server/auth/index.ts';
import { sendRefusal } from '#server/http/app.ts';
import type { Book } from '#server/storage/book.ts';

export type Asked<Body> = {
	readonly id: string;
	readonly body: Body;
	readonly person: Person;
	readonly at: number;
	readonly key: string | undefined;
};

export type Command<Body extends TSchema> = {
	/** `DOMAIN/COMMAND`, kebab-case. */
	readonly name: `${string}/${string}`;
	/** Without the id. */
	readonly body: Body;
	readonly may: Action;
	/** What is asked about; null when there is no such thing. */
	readonly of: (id: string, body: Static<Body>) => Subject | null | Promise<Subject | null>;
	readonly run: (asked: Asked<Static<Body>>) => Promise<Result<unknown>>;
	readonly summary?: string;
};

export type Got<Params, Query> = {
	readonly params: Params;
	readonly query: Query;
	readonly person: Person;
	readonly at: number;
};

export type Reading<Query extends TSchema> = {
	/** Fastify's path, with `:id` and the like. */
	readonly url: string;
	readonly may: Action | 'signed-in';
	readonly of?: (
		params: Readonly<Record<string, string>>,
		query: Static<Query>
	) => Subject | null | Promise<Subject | null>;
	readonly query?: Query;
	readonly answer?: TSchema;
	readonly summary?: string;
	readonly run: (
		got: Got<Readonly<Record<string, string>>, Static<Query>>
	) => Promise<Result<unknown>> | Result<unknown>;
};

export type Stream<State, Event> = {
	readonly domain: string;
	readonly may: Action;
	/** Asked again for each event, so it answers from memory. */
	readonly of: (id: string) => Subject | null;
	readonly book: Book<State, Event>;
};

/** What a question over Socket.IO meets: the same checks, without HTTP. `join` puts the asking connection into a room; over HTTP there is none to put. */
export type Question = (
	signedIn: SignedIn,
	payload: unknown,
	join?: (room: string) => Promise<void> | void
) => Promise<Result<unknown>>;

/** What a command door is given; `at` is the server's clock unless the house itself says otherwise. */
export type Act = {
	readonly person: Person;
	readonly id: unknown;
	readonly body: unknown;
	readonly key?: string | undefined;
	readonly at?: number;
};

export type Doors = ReturnType<typeof openDoors>;

const ID = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const checkId = Compile(ID);
const KEY = /^[\x21-\x7e]{8,128}$/;

export function openDoors(fastify: FastifyInstance, auth: Auth, clock: () => number) {
	const questions = new Map<string, Question>();
	const performers = new Map<string, (act: Act) => Promise<Result<unknown>>>();
	const streams: Stream<unknown, unknown>[] = [];
	const streamListeners: ((stream: Stream<unknown, unknown>) => void)[] = [];

	const addQuestion = (name: string, question: Question): void => {
		if (questions.has(name)) throw new Error(`two doors are called ${name}`);
		questions.set(name, question);
	};

	const command = <Body extends TSchema>(door: Command<Body>): void => {
		const check = checker(door.body);
		const ask = async ({ person, id, body, key, at }: Act): Promise<Result<unknown>> => {
			if (!checkId.Check(id)) return refuse('not-found');
			const checked = check(body);
			if (!checked.ok) return checked;
			const allowed = permitted(person, door.may, await door.of(id, checked.value));
			if (!allowed.ok) return allowed;
			return door.run({ id, body: checked.value, person, at: at ?? clock(), key });
		};
		performers.set(door.name, ask);
		const [domain, verb] = door.name.split('/');
		addQuestion(door.name, ({ person }, payload) => {
			const { id, key, ...body } = asRecord(payload);
			if (key !== undefined && (typeof key !== 'string' || !KEY.test(key))) return Promise.resolve(badKey());
			return ask({ person, id, body, key });
		});
		fastify.post<{ Params: { id: string } }>(
			`/api/${domain}/:id/${verb}`,
			{
				schema: {
					tags: [domain ?? ''],
					...(door.summary && { summary: door.summary }),
					params: Type.Object({ id: ID }),
					body: door.body
				}
			},
			async (request, reply) => {
				const signedIn = await auth.fromCookie(request.headers.cookie);
				const key = request.headers['idempotency-key'];
				const answer = !signedIn
					? refuse('not-signed-in')
					: key !== undefined && (typeof key !== 'string' || !KEY.test(key))
						? badKey()
						: await ask({ person: signedIn.person, id: request.params.id, body: request.body ?? {}, key });
				return answer.ok ? { ok: true, ...asRecord(answer.value) } : sendRefusal(request, reply, answer.refusal);
			}
		);
	};

	const get = <Query extends TSchema>(door: Reading<Query>): void => {
		if (door.may !== 'signed-in' && !door.of) throw new Error(`${door.url}: a policy needs to know of what`);
		const check = checker(door.query ?? Type.Object({}));
		const domain = door.url.split('/')[2] ?? '';
		const read = async (request: FastifyRequest): Promise<Result<unknown>> => {
			const signedIn = await auth.fromCookie(request.headers.cookie);
			if (!signedIn) return refuse('not-signed-in');
			const query = check(numbersIn(door.query, request.query)) as Result<Static<Query>>;
			if (!query.ok) return query;
			const params = asRecord(request.params) as Readonly<Record<string, string>>;
			if (door.may !== 'signed-in') {
				const allowed = permitted(signedIn.person, door.may, (await door.of?.(params, query.value)) ?? null);
				if (!allowed.ok) return allowed;
			}
			return door.run({ params, query: query.value, person: signedIn.person, at: clock() });
		};
		fastify.get(
			door.url,
			{
				schema: {
					tags: [domain],
					...(door.summary && { summary: door.summary }),
					...(door.query && { querystring: door.query }),
					...(door.answer && { response: { 200: door.answer } })
				}
			},
			async (request, reply) => {
				const answer = await read(request);
				return answer.ok
					? reply.header('cache-control', 'no-store').send(answer.value)
					: sendRefusal(request, reply, answer.refusal);
			}
		);
	};

	/** `DOMAIN/follow {id, since}` answers state and what came since; the live ground joins the asker to the stream. */
	const stream = <State, Event>(added: Stream<State, Event>): void => {
		// Whoever only passes events on need not know their type.
		const opened = added as unknown as Stream<unknown, unknown>;
		streams.push(opened);
		streamListeners.forEach((listener) => listener(opened));
		const check = checker(Type.Object({ id: ID, since: Type.Optional(Type.Integer({ minimum: 0 })) }));
		addQuestion(`${added.domain}/follow`, async ({ person }, payload, join) => {
			const checked = check(payload);
			if (!checked.ok) return checked;
			const { id, since } = checked.value;
			const allowed = permitted(person, added.may, added.of(id));
			if (!allowed.ok) return allowed;
			// Joined before reading: an event in between is heard as well as read, and the follower knows it by its number.
			await join?.(`${added.domain}:${id}`);
			const { version, state } = added.book.read(id);
			// What is on the disk already and not applied yet is told when it is.
			const known = since === undefined || since >= version ? [] : added.book.since(id, since);
			const events = known.filter(({ seq }) => seq <= version);
			return done({ seq: version, state, events });
		});
	};

	/** For the house itself: the demonstration acts for its people at instants of the past, through the same policies. */
	const perform = async (name: string, act: Act): Promise<Result<unknown>> =>
		performers.get(name)?.(act) ?? refuse('not-found');

	return {
		perform,
		command,
		get,
		stream,
		addQuestion,
		questions: questions as ReadonlyMap<string, Question>,
		/** Hears of every stream: those that are there, and those that domains open later. */
		onStream: (listener: (stream: Stream<unknown, unknown>) => void): void => {
			streamListeners.push(listener);
			streams.forEach(listener);
		}
	};
}

function permitted(person: Person, action: Action, subject: Subject | null): Result<null> {
	if (subject === null) return refuse('not-found');
	if (may(person, action, subject)) return done(null);
	return refuse(mayKnow(person, action, subject) ? 'not-allowed' : 'not-found');
}

function badKey(): Refused {
	return refuse('bad-request', { problem: 'Idempotency-Key' });
}

/** Deeper than anything anybody asks; the checker itself would run out of stack at some thousands. */
const DEPTH = 32;

function isDeeper(value: unknown, depth: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** A compiled schema as a function to a result; the sentence names the first field at fault. */
export function checker<Schema extends TSchema>(schema: Schema): (value: unknown) => Result<Static<Schema>> {
	const compiled = Compile(schema);
	return (value) => {
		if (isDeeper(value, DEPTH)) return refuse('bad-request', { problem: `nested deeper than ${DEPTH}` }, ['body']);
		if (compiled.Check(value)) return done(value as Static<Schema>);
		const faults = [...compiled.Errors(value)].slice(0, 5);
		const fields = [...new Set(faults.map((fault) => fault.instancePath.slice(1) || 'body'))];
		return refuse(
			'bad-request',
			{ problem: faults.map((fault) => `${fault.instancePath.slice(1)} ${fault.message}`.trim()).join('; ') },
			fields
		);
	};
}

/** Query strings carry text: what the schema calls a number is read as one. */
function numbersIn(schema: TSchema | undefined, query: unknown): unknown {
	const properties = schema ? asRecord(asRecord(schema)['properties']) : {};
	return Object.fromEntries(
		Object.entries(asRecord(query)).map(([name, value]) => {
			const type = asRecord(properties[name])['type'];
			const isNumber = (type === 'integer' || type === 'number') && typeof value === 'string' && value.trim() !== '';
			return [name, isNumber ? Number(value) : value];
		})
	);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
