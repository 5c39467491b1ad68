/**
 * `join`: after a restart everybody opens a document with a long past at once: those who have nothing of it yet, and
 * those who come back and have most. Until the last one has it all.
 */
import { makePast, ofBytes, type Past } from './content.ts';
import type { Figure, Figures } from './figures.ts';
import { Herd } from './herd.ts';
import { quantile } from './latency.ts';
import type { Load } from './load.ts';
import { planFor } from './people.ts';
import { now, type PersonPlan } from './person.ts';
import { costOf, residentMb } from './process-cost.ts';
import type { Subject } from './subjects.ts';
import { settled } from './typing.ts';

const BYTES = 545_000;
/** Who really keep a copy, to see that it is the right one. */
const KEEPERS = 5;
/** A server may write the same text a little shorter. */
const NEARLY = 0.98;

let past: Past | null = null;

export async function join(subject: Subject, { clients, manner, processes }: Load): Promise<Figures> {
	past ??= makePast(ofBytes(BYTES));
	const [, document = ''] = await subject.documents(2);
	const cookies = await subject.cookies(clients);
	const plan = planFor(subject, manner);
	await tell(subject, past, plan('typist', document, { index: 0, cookie: cookies[0] }));
	const storm = async (kind: 'fresh' | 'returning', known: Past): Promise<Figures> => {
		const copy =
			kind === 'fresh'
				? { expects: known.wholeBytes * NEARLY }
				: { expects: known.lackingBytes * NEARLY, holds: known.most };
		const people = cookies.map((cookie, index) => ({
			...plan(index < KEEPERS ? 'sampled' : 'crowd', document, { index, cookie }),
			...copy
		}));
		await again(subject);
		return named(kind, await rush(subject, people, { processes, text: known.text }));
	};
	const fresh = await storm('fresh', past);
	const returning = await storm('returning', past);
	return { ...fresh, ...returning, isRestarted: subject.keeps, rssMb: residentMb(subject.pid()) };
}

/** Somebody writes the document, and leaves when the server has told it to somebody else. */
export async function tell(subject: Subject, { updates, wholeBytes }: Past, writer: PersonPlan): Promise<void> {
	const herd = new Herd(0);
	const { port } = subject;
	try {
		await herd.probe.order('join', { port, people: [writer], width: 1 });
		await herd.probe.order('push', { updates });
		const reader: PersonPlan = { ...writer, role: 'crowd', expects: wholeBytes * NEARLY };
		await herd.probe.order('join', { port, people: [reader], width: 1 });
		await settled(subject.pid());
	} finally {
		herd.end();
	}
}

/** A server that keeps nothing stays up, and has the document in memory. */
export async function again(subject: Subject): Promise<void> {
	if (subject.keeps) {
		await subject.stop();
		await subject.restart();
	}
	await settled(subject.pid());
}

async function rush(
	subject: Subject,
	people: readonly PersonPlan[],
	{ processes, text }: { readonly processes: number; readonly text: string }
): Promise<Figures> {
	const herd = new Herd(processes);
	try {
		const keepers = people.filter(({ role }) => role === 'sampled');
		const crowd = people.filter(({ role }) => role !== 'sampled');
		const groups = [keepers, ...herd.crowds.map((_, each) => crowd.filter((__, at) => at % processes === each))];
		await Promise.all(herd.all.map((one, index) => one.order('prepare', { people: groups[index] ?? [] })));
		const before = costOf(subject.pid());
		const at = now();
		const took = await herd.each('join', { port: subject.port, people: [], width: people.length });
		const ms = now() - at;
		await settled(subject.pid());
		const cpuS = (costOf(subject.pid()).cpuMs - before.cpuMs) / 1000;
		const { texts } = await herd.probe.order('report', null);
		const retries = (await herd.each('count', null)).reduce((sum, count) => sum + count.retries, 0);
		const samples = took.flat().map((each) => ({ ms: each, weight: 1 }));
		return {
			Ms: ms,
			CpuS: cpuS,
			P50Ms: quantile(samples, 0.5),
			P95Ms: quantile(samples, 0.95),
			Retries: retries,
			IsWhole: texts.every((one) => one.text.includes(JSON.stringify(text)))
		};
	} finally {
		herd.end();
	}
}

const named = (kind: string, figures: Figures): Figures =>
	Object.fromEntries(Object.entries(figures).map(([name, value]): [string, Figure] => [`${kind}${name}`, value]));
