/**
 * `saved`: from the key to the server's word that it is kept, one person typing in a quiet house. Then what that word is
 * worth: somebody types, another one watches, the server is killed, and what is found again is counted.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from './figures.ts';
import { Herd } from './herd.ts';
import { quantile } from './latency.ts';
import type { Load } from './load.ts';
import { planFor } from './people.ts';
import { residentMb } from './process-cost.ts';
import type { Subject } from './subjects.ts';
import { settled } from './typing.ts';

const KEYS_PER_SECOND = 20;
const WARM_UP_MS = 2500;
const KILLED_AFTER_MS = 6000;

/** What the server's word means. */
const words = { lianxi: 'on disk', hocuspocus: 'in memory', ywss: 'never said' } as const;

export async function saved(subject: Subject, load: Load): Promise<Figures> {
	const figures = await keyToWord(subject, load);
	return { word: words[subject.name], ...figures, ...(await survival(subject, load)) };
}

async function keyToWord(subject: Subject, { seconds, manner }: Load): Promise<Figures> {
	const [document = ''] = await subject.documents(1);
	const [cookie] = await subject.cookies(1);
	const herd = new Herd(0);
	try {
		const writer = planFor(subject, manner)('editor', document, { index: 0, cookie });
		await herd.probe.order('join', { port: subject.port, people: [writer], width: 1 });
		await herd.probe.order('begin', { label: 'saved' });
		await settled(subject.pid());
		await herd.probe.order('type', { keysPerSecond: KEYS_PER_SECOND, seed: 100 });
		await pause(WARM_UP_MS);
		await herd.probe.order('reset', null);
		await pause(seconds * 1000);
		await herd.probe.order('rest', null);
		await pause(500);
		const { acknowledgedMs } = await herd.probe.order('report', null);
		const samples = acknowledgedMs.map((ms) => ({ ms, weight: 1 }));
		return {
			p50Ms: quantile(samples, 0.5),
			p95Ms: quantile(samples, 0.95),
			p99Ms: quantile(samples, 0.99),
			samples: samples.length,
			rssMb: residentMb(subject.pid())
		};
	} finally {
		herd.end();
	}
}

/** Letters in the card that was typed in. */
function lettersIn(texts: readonly { readonly text: string }[], label: string): number {
	const items = texts.map(
		({ text }) => JSON.parse(text) as readonly { readonly id?: unknown; readonly title?: unknown }[]
	);
	const title = items.at(-1)?.find(({ id }) => id === `${label}-0`)?.title;
	return typeof title === 'string' ? title.length : 0;
}

async function survival(subject: Subject, { manner }: Load): Promise<Figures> {
	const [, document = ''] = await subject.documents(2);
	const [writing, watching] = await subject.cookies(2);
	const plan = planFor(subject, manner);
	const watcher = plan('sampled', document, { index: 1, cookie: watching });
	const herd = new Herd(1);
	const [other] = herd.crowds;
	if (!other) throw new Error('a herd without a crowd');
	const { port } = subject;
	try {
		const writer = plan('editor', document, { index: 0, cookie: writing });
		await herd.probe.order('join', { port, people: [writer], width: 1 });
		await other.order('join', { port, people: [watcher], width: 1 });
		await herd.probe.order('begin', { label: 'kill' });
		await pause(500);
		await herd.probe.order('type', { keysPerSecond: 5, seed: 9 });
		await pause(KILLED_AFTER_MS);
		await subject.kill();
		await herd.probe.order('rest', null);
		const acknowledged = (await herd.probe.order('report', null)).acknowledgedMs.length;
		const seen = lettersIn((await other.order('report', null)).texts, 'kill');
		await subject.restart();
		await herd.each('leave', null);
		await other.order('join', { port, people: [watcher], width: 1 });
		await pause(500);
		const survived = lettersIn((await other.order('report', null)).texts, 'kill');
		return { seen, acknowledged, survived, lost: Math.max(0, Math.max(seen, acknowledged) - survived) };
	} finally {
		herd.end();
	}
}
