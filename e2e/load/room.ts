/**
 * `room`: everybody has a live connection to one meeting and follows it; all check in at once; then the chair presses
 * "next" twenty times. What is measured: until the last one is in, and from "next" to each screen.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { signIn } from '../product.ts';
import type { Figures } from './figures.ts';
import { Herd } from './herd.ts';
import { quantile } from './latency.ts';
import type { Load } from './load.ts';
import { now } from './person.ts';
import { costOf, residentMb } from './process-cost.ts';
import type { ScreenPlan } from './screen.ts';
import type { ScreenAnswers, Showing } from './screens.ts';
import type { Subject } from './subjects.ts';
import { settled } from './typing.ts';

const PRESSES = 20;
/** Between two presses; not a whole number of anything that ticks. */
const REST_MS = 307;
/** The room listens before the chair goes on. In the first quiet second the server tidies its memory. */
const LISTENING_MS = 2500;
const CONNECTING = 24;
const LATEST_MS = 15_000;
/** Of the demonstration's live meeting; the chair goes round. */
const ITEMS = ['i-4-4', 'i-4-5', 'i-4-6', 'i-4-3'];

const share = (ms: readonly number[], part: number): number =>
	quantile(
		ms.map((each) => ({ ms: each, weight: 1 })),
		part
	);

export async function room(subject: Subject, { clients, processes }: Load): Promise<Figures> {
	const [document = ''] = await subject.documents(1);
	const meetingId = document.split(':')[1] ?? '';
	const plan = (cookie = ''): ScreenPlan => ({ cookie, meetingId });
	const cookies = await subject.cookies(clients);
	const chair = plan(await signIn(`http://127.0.0.1:${subject.port}`, 'convener'));
	const herd = new Herd(processes);
	try {
		const { port } = subject;
		const began = now();
		await herd.probe.order('enter', { port, plans: [chair], width: 1 });
		await Promise.all(
			herd.crowds.map((crowd, index) => {
				const plans = cookies.filter((_, each) => each % processes === index).map((cookie) => plan(cookie));
				return crowd.order('enter', { port, plans, width: CONNECTING });
			})
		);
		const enteringMs = now() - began;
		await settled(subject.pid());
		const arriving = await checkIn(subject, herd);
		await settled(subject.pid());
		await pause(LISTENING_MS);
		return { enteringMs, ...arriving, ...(await turn(subject, herd)), rssMb: residentMb(subject.pid()) };
	} finally {
		herd.end();
	}
}

/** From the first tap until each was answered, and until each screen showed everybody. */
async function checkIn({ pid }: Subject, herd: Herd): Promise<Figures> {
	const before = costOf(pid());
	const answers = await Promise.all(herd.crowds.map((crowd) => crowd.order('checkIn', null)));
	const at = Math.min(...answers.map((answer) => answer.at));
	const people = answers.reduce((sum, { waitedMs }) => sum + waitedMs.length, 0);
	const screens = await shown(herd, ({ arrived }) => arrived >= people);
	const waited = answers.flatMap(({ waitedMs }) => waitedMs);
	return {
		checkedInMs: Math.max(...answers.map(({ doneAt }) => doneAt)) - at,
		checkInP50Ms: share(waited, 0.5),
		checkInP99Ms: share(waited, 0.99),
		shownMs: Math.max(...screens.map(({ arrivalAt }) => arrivalAt)) - at,
		checkInCpuS: (costOf(pid()).cpuMs - before.cpuMs) / 1000
	};
}

async function turn({ pid }: Subject, herd: Herd): Promise<Figures> {
	const before = costOf(pid());
	const presses: ScreenAnswers['next'][] = [];
	for (let press = 0; press < PRESSES; press += 1) {
		presses.push(await herd.probe.order('next', { itemId: ITEMS[press % ITEMS.length] ?? '' }));
		await pause(REST_MS);
	}
	const screens = await shown(herd, ({ turnsAt }) => turnsAt.length >= PRESSES);
	const until = now();
	const waits = presses.map(({ at }, press) => screens.map(({ turnsAt }) => (turnsAt[press] ?? until) - at));
	const [all, last] = [waits.flat(), waits.map((each) => Math.max(...each))];
	return {
		screensP50Ms: share(all, 0.5),
		screensP99Ms: share(all, 0.99),
		lastP50Ms: share(last, 0.5),
		lastP99Ms: share(last, 0.99),
		answerP50Ms: share(
			presses.map(({ at, answeredAt }) => answeredAt - at),
			0.5
		),
		cpuMsPerNext: (costOf(pid()).cpuMs - before.cpuMs) / PRESSES,
		missed: screens.reduce((sum, { turnsAt, gaps }) => sum + gaps + Math.max(0, PRESSES - turnsAt.length), 0)
	};
}

/** All screens, as soon as every one is so, or after long enough. */
async function shown(herd: Herd, isSo: (screen: Showing) => boolean): Promise<readonly Showing[]> {
	const until = now() + LATEST_MS;
	for (;;) {
		const answers = await herd.each('show', null);
		const closed = answers.flatMap((answer) => answer.closed);
		if (closed.length > 0) throw new Error(`live connections were closed: ${closed.join(', ')}`);
		const screens = answers.flatMap((answer) => answer.screens);
		if (screens.every(isSo) || now() > until) return screens;
		await pause(100);
	}
}
