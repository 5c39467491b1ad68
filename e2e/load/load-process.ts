/**
 * A process full of participants, forked by the bench: so that the load has its own event loops and the server's process
 * is only the server. Does what it is told over IPC, one answer per order.
 */
import { setPriority } from 'node:os';
import { chanceOf } from '#shared/foundation/chance.ts';
import type { Witness } from './latency.ts';
import { Person, type PersonPlan, type Role } from './person.ts';
import { screenOrders, type ScreenAnswers, type ScreenOrders } from './screens.ts';

export type Orders = ScreenOrders & {
	/** Makes them; they join with the next order to join. */
	prepare: { readonly people: readonly PersonPlan[] };
	/** Joins them in order, `width` of them at a time; answers the ms each took. */
	join: { readonly port: number; readonly people: readonly PersonPlan[]; readonly width: number };
	/** Editors put a card into their document. */
	begin: { readonly label: string };
	/** The first one sends these updates, whatever is in them. */
	push: { readonly updates: readonly Uint8Array[] };
	/** Editors type until told to rest; those who must renew their presence do. */
	type: { readonly keysPerSecond: number; readonly seed: number };
	/** Forgets what was counted. */
	reset: null;
	/** No more keys; presence goes on being renewed. */
	rest: null;
	count: null;
	/** Everything noted since the last reset. */
	report: null;
	leave: null;
};

export type Count = {
	readonly people: number;
	readonly bytes: number;
	readonly frames: number;
	/** Those who look on, and what they heard: the crowd, and the stock clients among it. */
	readonly crowd: { readonly people: number; readonly bytes: number };
	readonly guests: { readonly people: number; readonly bytes: number };
	readonly closed: readonly number[];
	/** Attempts to come in that failed. */
	readonly retries: number;
	readonly cpuMs: number;
	readonly sent: number;
	readonly acknowledged: number;
};

export type Report = {
	readonly witnesses: readonly (Witness & { readonly role: Role })[];
	/** How long after the key the server said it has it. */
	readonly acknowledgedMs: readonly number[];
	/** The same for the first thing an editor ever did here. */
	readonly firstAcknowledgedMs: number | null;
	readonly texts: readonly { readonly document: string; readonly text: string }[];
};

export type Answers = ScreenAnswers & {
	prepare: null;
	join: readonly number[];
	begin: null;
	push: null;
	type: null;
	reset: null;
	rest: null;
	count: Count;
	report: Report;
	leave: null;
};

export type OrderName = keyof Orders;

const people: Person[] = [];
/** Made and not yet in. */
const prepared: Person[] = [];
let base = new Map<Person, { readonly bytes: number; readonly frames: number }>();
let cpuBase = process.cpuUsage();
let isTyping = false;
const timers = new Set<NodeJS.Timeout>();

function later(ms: number, work: () => void): void {
	const timer = setTimeout(() => {
		timers.delete(timer);
		work();
	}, ms);
	timers.add(timer);
}

const writes = ({ plan }: Person): boolean => plan.role === 'editor' || plan.role === 'typist';

async function join({ port, people: plans, width }: Orders['join']): Promise<readonly number[]> {
	const took: number[] = [];
	const coming = [...prepared.splice(0), ...plans.map((plan) => new Person(plan))];
	people.push(...coming);
	const rest = coming.entries();
	const one = async (): Promise<void> => {
		for (const [index, person] of rest) took[index] = await person.join(port);
	};
	await Promise.all(Array.from({ length: Math.min(width, coming.length) }, one));
	return took;
}

/** Between half and one and a half times the mean, so that nobody types in step with anybody. */
function typeOn(person: Person, pause: () => number): void {
	if (!isTyping) return;
	person.key();
	later(pause(), () => typeOn(person, pause));
}

function renew(person: Person, renewMs: number): void {
	person.present();
	later(renewMs, () => renew(person, renewMs));
}

function type({ keysPerSecond, seed }: Orders['type']): null {
	isTyping = true;
	const mean = 1000 / keysPerSecond;
	for (const [index, person] of people.filter(writes).entries()) {
		const { next } = chanceOf(seed + index);
		later(next() * mean, () => typeOn(person, () => mean * (0.5 + next())));
	}
	// Spread over the interval, as people who came one after the other are.
	const renewing = people.flatMap((person) =>
		person.plan.renewMs === null || writes(person) ? [] : [{ person, renewMs: person.plan.renewMs }]
	);
	for (const [index, { person, renewMs }] of renewing.entries())
		later((index / renewing.length) * renewMs, () => renew(person, renewMs));
	return null;
}

function reset(): null {
	base = new Map(people.map((person) => [person, { bytes: person.bytes, frames: person.frames }]));
	cpuBase = process.cpuUsage();
	for (const person of people) {
		person.forget();
	}
	return null;
}

function count(): Count {
	const used = process.cpuUsage(cpuBase);
	const gained = (person: Person, what: 'bytes' | 'frames'): number => person[what] - (base.get(person)?.[what] ?? 0);
	const sum = (list: readonly Person[], what: 'bytes' | 'frames'): number =>
		list.reduce((total, person) => total + gained(person, what), 0);
	const ofRole = (role: Role): Count['crowd'] => {
		const those = people.filter(({ plan }) => plan.role === role);
		return { people: those.length, bytes: sum(those, 'bytes') };
	};
	return {
		people: people.length,
		bytes: sum(people, 'bytes'),
		frames: sum(people, 'frames'),
		crowd: ofRole('crowd'),
		guests: ofRole('guest'),
		closed: people.flatMap(({ closed }) => closed ?? []),
		retries: people.reduce((total, { retries }) => total + retries, 0),
		cpuMs: (used.user + used.system) / 1000,
		sent: people.reduce((total, person) => total + person.sent.length / 3, 0),
		acknowledged: people.reduce((total, person) => total + person.acknowledged, 0)
	};
}

function report(): Report {
	const withDoc = people.filter(({ doc }) => doc !== null);
	return {
		witnesses: withDoc.map(({ plan: { role, document }, clientId, sent, arrivals }) => ({
			role,
			document,
			clientId,
			sent,
			arrivals
		})),
		acknowledgedMs: people.flatMap((person) => person.acknowledgements()),
		firstAcknowledgedMs: people.find(writes)?.firstAcknowledgement() ?? null,
		texts: withDoc
			.filter(({ plan }) => plan.role !== 'typist')
			.map((person) => ({ document: person.plan.document, text: person.text() }))
	};
}

function leave(): null {
	for (const timer of timers) clearTimeout(timer);
	timers.clear();
	isTyping = false;
	for (const person of people) person.leave();
	people.length = 0;
	base.clear();
	return null;
}

const does: { readonly [Name in OrderName]: (order: Orders[Name]) => Answers[Name] | Promise<Answers[Name]> } = {
	prepare({ people: plans }) {
		prepared.push(...plans.map((plan) => new Person(plan)));
		return null;
	},
	join,
	begin({ label }) {
		for (const [index, person] of people.filter(writes).entries()) person.begin(`${label}-${index}`);
		return null;
	},
	push({ updates }) {
		for (const update of updates) people[0]?.push(update);
		return null;
	},
	type,
	reset,
	rest() {
		isTyping = false;
		return null;
	},
	count,
	report,
	leave,
	...screenOrders
};

/** What the bench sends; the answer carries the same number. */
export type Message = { readonly number: number } & {
	readonly [Name in OrderName]: { readonly name: Name; readonly order: Orders[Name] };
}[OrderName];

function perform<Name extends OrderName>(name: Name, order: Orders[Name]): Answers[Name] | Promise<Answers[Name]> {
	return does[name](order);
}

async function obey({ number, name, order }: Message): Promise<void> {
	try {
		process.send?.({ number, answer: await perform(name, order) });
	} catch (error) {
		process.send?.({ number, failed: error instanceof Error ? error.message : String(error) });
	}
}

// Only as a process of its own: the bench reads the types of this module.
if (process.send) {
	// The crowd steps back for the server and for those whose clock is read.
	setPriority(Number(process.argv[2] ?? 0));
	process.on('message', (message) => void obey(message as Message)); // from our own parent
	process.on('disconnect', () => process.exit(0));
}
