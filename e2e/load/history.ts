/** `history`: a document of 260,000 operations is opened after a restart, edited, and packed while somebody types. */
import { setTimeout as pause } from 'node:timers/promises';
import { makePast, ofOperations, type Past } from './content.ts';
import type { Figures } from './figures.ts';
import { Herd } from './herd.ts';
import { again, tell } from './join.ts';
import { median, quantile } from './latency.ts';
import type { Load } from './load.ts';
import { planFor } from './people.ts';
import { costOf, residentMb } from './process-cost.ts';
import type { Subject } from './subjects.ts';
import { settled } from './typing.ts';

const OPERATIONS = 260_000;
const NEXT_READERS = 10;
/** Enough rows for the log to be packed more than once. */
const KEYS_PER_SECOND = 20;
const TYPING_MS = 25_000;

let past: Past | null = null;

export async function history(subject: Subject, { manner }: Load): Promise<Figures> {
	past ??= makePast(ofOperations(OPERATIONS));
	const [, document = ''] = await subject.documents(2);
	const [cookie] = await subject.cookies(1);
	const plan = planFor(subject, manner);
	const person = { index: 0, cookie };
	await tell(subject, past, plan('typist', document, person));
	await again(subject);
	const herd = new Herd(1);
	const { port } = subject;
	const restedMb = residentMb(subject.pid());
	try {
		await herd.each('reset', null);
		const expects = past.wholeBytes * 0.98;
		const read = async (): Promise<number> => {
			const people = [{ ...plan('crowd', document, person), expects }];
			const [took] = await herd.probe.order('join', { port, people, width: 1 });
			return took ?? Number.NaN;
		};
		const before = costOf(subject.pid());
		const firstReaderMs = await read();
		const next: number[] = [];
		for (let reader = 0; reader < NEXT_READERS; reader += 1) next.push(await read());
		await settled(subject.pid());
		const readCpuS = (costOf(subject.pid()).cpuMs - before.cpuMs) / 1000;
		const edited = await edit(subject, herd, { ...plan('editor', document, person), expects });
		return {
			firstReaderMs,
			nextReaderMs: median(next),
			readCpuS,
			...edited,
			restedMb,
			rssMb: residentMb(subject.pid()),
			isRestarted: subject.keeps
		};
	} finally {
		herd.end();
	}
}

/** Somebody opens it and types until the log has been packed; the longest "saved" tells whether packing was felt. */
async function edit(
	subject: Subject,
	{ crowds: [writer] }: Herd,
	editor: ReturnType<ReturnType<typeof planFor>>
): Promise<Figures> {
	if (!writer) return {};
	await writer.order('join', { port: subject.port, people: [editor], width: 1 });
	await settled(subject.pid());
	const before = costOf(subject.pid());
	await writer.order('begin', { label: 'bench' });
	await pause(500);
	await writer.order('type', { keysPerSecond: KEYS_PER_SECOND, seed: 26 });
	await pause(TYPING_MS);
	await writer.order('rest', null);
	await settled(subject.pid());
	const editCpuS = (costOf(subject.pid()).cpuMs - before.cpuMs) / 1000;
	const { acknowledgedMs, firstAcknowledgedMs } = await writer.order('report', null);
	const samples = acknowledgedMs.map((ms) => ({ ms, weight: 1 }));
	return {
		firstEditMs: firstAcknowledgedMs,
		p50Ms: quantile(samples, 0.5),
		p95Ms: quantile(samples, 0.95),
		p99Ms: quantile(samples, 0.99),
		longestMs: quantile(samples, 1),
		editCpuS
	};
}
