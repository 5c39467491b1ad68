/**
 * A book keeps one domain's facts: each id is a stream of events, its state the fold of them. A command is judged by pure
 * code on the newest state; what it decides is recorded with journal, read-model rows and outbox in one transaction, and
 * only then applied, answered and told. Commands on one id wait for each other here; against another process the version
 * is checked in the transaction, and the command is judged again.
 */
import type { CompiledQuery } from 'kysely';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import type { OutboxMessage, Storage } from './port.ts';

export type Told<State, Event> = { readonly seq: number; readonly events: readonly Event[]; readonly state: State };

export type By = {
	/** Null for the system itself. */
	readonly person: { readonly id: string } | null;
	readonly at: number;
	/** Idempotency key, with the body it stands for. */
	readonly key?: string | undefined;
	readonly body?: unknown;
	/** Other streams whose state the judge looked at: read after judging, checked in the transaction. */
	readonly alsoExpect?: () => readonly { readonly stream: string; readonly version: number }[];
};

export type Book<State, Event> = {
	read(id: string): { readonly version: number; readonly state: State };
	since(id: string, seq: number): readonly { readonly seq: number; readonly event: Event }[];
	command(
		id: string,
		by: By,
		judge: (state: State, version: number) => Result<readonly Event[]>
	): Promise<Result<Told<State, Event>>>;
	heard(listener: (id: string, seq: number, event: Event, state: State) => void): void;
};

export type BookOptions<State, Event> = {
	readonly domain: string;
	readonly empty: (id: string) => State;
	readonly apply: (state: State, event: Event) => State;
	/** Read-model rows of one event, in the same transaction; `state` is the one after it. */
	readonly rows?: (id: string, event: Event, state: State, seq: number) => readonly CompiledQuery[];
	readonly outbox?: (id: string, event: Event, state: State) => readonly OutboxMessage[];
};

const KEPT = 2000;
const TRIES = 5;

export function openBook<State, Event extends { readonly type: string }>(
	storage: Pick<Storage, 'facts' | 'record' | 'request'>,
	options: BookOptions<State, Event>
): Book<State, Event> {
	const pages = new Map<string, { version: number; state: State }>();
	const turns = new Map<string, Promise<unknown>>();
	const listeners: ((id: string, seq: number, event: Event, state: State) => void)[] = [];
	const streamOf = (id: string): string => `${options.domain}:${id}`;

	const since: Book<State, Event>['since'] = (id, seq) =>
		storage.facts(streamOf(id), seq).map((fact) => ({ seq: fact.seq, event: fact.payload as Event }));

	const fold = (id: string, from: { version: number; state: State }): { version: number; state: State } =>
		since(id, from.version).reduce(
			(page, { seq, event }) => ({ version: seq, state: options.apply(page.state, event) }),
			from
		);

	const read: Book<State, Event>['read'] = (id) => {
		const known = pages.get(id);
		const page = known ?? fold(id, { version: 0, state: options.empty(id) });
		pages.delete(id); // put back at the end: the map's order is the order of use
		pages.set(id, page);
		if (pages.size > KEPT) pages.delete(pages.keys().next().value ?? '');
		return page;
	};

	const attempt = async (
		id: string,
		by: By,
		judge: (state: State, version: number) => Result<readonly Event[]>
	): Promise<Result<Told<State, Event>> | 'stale'> => {
		const answered = repeated(id, by);
		if (answered) return answered;
		const page = read(id);
		const judged = judge(page.state, page.version);
		if (!judged.ok) return judged;
		const events = judged.value;
		if (events.length === 0) return done({ seq: page.version, events, state: page.state });
		const statements: CompiledQuery[] = [];
		const outbox: OutboxMessage[] = [];
		let { state, version } = page;
		const steps = events.map((event) => {
			state = options.apply(state, event);
			version += 1;
			statements.push(...(options.rows?.(id, event, state, version) ?? []));
			outbox.push(...(options.outbox?.(id, event, state) ?? []));
			return { event, state, seq: version };
		});
		const recorded = await storage.record({
			expect: [{ stream: streamOf(id), version: page.version }, ...(by.alsoExpect?.() ?? [])],
			facts: events.map((event) => ({
				stream: streamOf(id),
				type: event.type,
				payload: event,
				personId: by.person?.id ?? null,
				at: by.at
			})),
			statements,
			outbox,
			...onceOf(by, { stream: streamOf(id), from: page.version, to: version })
		});
		if (recorded.kind === 'stale') {
			pages.set(id, fold(id, page));
			return 'stale';
		}
		if (recorded.kind === 'conflict') return refuse('idempotency-conflict');
		if (recorded.kind === 'repeated') return replay(id, recorded.answer);
		pages.set(id, { version, state });
		for (const step of steps) for (const listener of listeners) listener(id, step.seq, step.event, step.state);
		return done({ seq: version, events, state });
	};

	/** A repeated request would be judged against a world that it has changed itself: its first answer comes first. */
	const repeated = (id: string, by: By): Result<Told<State, Event>> | null => {
		const { once } = onceOf(by, null);
		const known = once && storage.request(once.personId, once.key);
		if (!known) return null;
		return known.body === once.body ? replay(id, known.answer) : refuse('idempotency-conflict');
	};

	const replay = (id: string, answer: string): Result<Told<State, Event>> => {
		const { stream, from, to } = JSON.parse(answer) as { stream: string; from: number; to: number };
		if (stream !== streamOf(id)) return refuse('idempotency-conflict');
		const events = since(id, from).filter(({ seq }) => seq <= to);
		return done({ seq: to, events: events.map(({ event }) => event), state: read(id).state });
	};

	const command: Book<State, Event>['command'] = (id, by, judge) => {
		const mine = (turns.get(id) ?? Promise.resolve()).then(async () => {
			for (let tries = 0; tries < TRIES; tries += 1) {
				const answer = await attempt(id, by, judge);
				if (answer !== 'stale') return answer;
			}
			return refuse('stale');
		});
		const quiet = mine.catch(() => undefined); // a fault is the asker's; the next in line goes on
		turns.set(id, quiet);
		void quiet.then(() => {
			if (turns.get(id) === quiet) turns.delete(id);
		});
		return mine;
	};

	return { read, since, command, heard: (listener) => void listeners.push(listener) };
}

function onceOf(by: By, answer: unknown): { once?: { key: string; personId: string; body: string; answer: string } } {
	if (by.key === undefined || by.person === null) return {};
	return {
		once: { key: by.key, personId: by.person.id, body: JSON.stringify(by.body ?? null), answer: JSON.stringify(answer) }
	};
}
