/** The participants of a live meeting within one load process. */
import { Screen, type Pressed, type ScreenPlan } from './screen.ts';

export type Showing = {
	readonly arrived: number;
	/** When it had the last arrival, ms. */
	readonly arrivalAt: number;
	/** When each item it was told of was on the table here, in their order, ms. */
	readonly turnsAt: readonly number[];
	readonly gaps: number;
};

export type ScreenOrders = {
	/** They come in order, `width` of them at a time. */
	enter: { readonly port: number; readonly plans: readonly ScreenPlan[]; readonly width: number };
	/** All at once; answers the ms that each waited for the answer, and when the last one had it. */
	checkIn: null;
	/** The first one goes to this item, as the chair. */
	next: { readonly itemId: string };
	show: null;
};

export type ScreenAnswers = {
	enter: null;
	checkIn: { readonly waitedMs: readonly number[]; readonly at: number; readonly doneAt: number };
	next: Pressed;
	show: { readonly screens: readonly Showing[]; readonly closed: readonly number[] };
};

type Does = {
	readonly [Name in keyof ScreenOrders]: (
		order: ScreenOrders[Name]
	) => ScreenAnswers[Name] | Promise<ScreenAnswers[Name]>;
};

const screens: Screen[] = [];

export const screenOrders: Does = {
	async enter({ port, plans, width }) {
		const coming = plans.map((plan) => new Screen(plan));
		screens.push(...coming);
		const rest = coming.values();
		const one = async (): Promise<void> => {
			for (const screen of rest) await screen.enter(port);
		};
		await Promise.all(Array.from({ length: Math.min(width, coming.length) }, one));
		return null;
	},
	async checkIn() {
		const answers = await Promise.all(screens.map((screen) => screen.checkIn()));
		return {
			waitedMs: answers.map(({ at, answeredAt }) => answeredAt - at),
			at: Math.min(...answers.map(({ at }) => at)),
			doneAt: Math.max(...answers.map(({ answeredAt }) => answeredAt))
		};
	},
	async next({ itemId }) {
		const [chair] = screens;
		if (!chair) throw new Error('nobody is here');
		return chair.next(itemId);
	},
	show() {
		return {
			screens: screens.map(({ arrived, arrivalAt, turns, gaps }) => ({
				arrived,
				arrivalAt,
				turnsAt: turns.map(({ at }) => at),
				gaps
			})),
			closed: screens.flatMap(({ closed }) => closed ?? [])
		};
	}
};
