/** One participant of a live meeting as a screen has it: follows the streams of the room, folds them, and notes when. */
import { randomBytes } from 'node:crypto';
import { apply as applyArrival } from '#shared/attendance/apply.ts';
import { applyDecision } from '#shared/decisions/apply.ts';
import { apply as applyFloor } from '#shared/floor/apply.ts';
import { apply as applyMeeting } from '#shared/meetings/apply.ts';
import type { Attendance } from '#shared/attendance/model.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import { openTurn } from '#shared/meetings/views.ts';
import { LiveWire } from './live-wire.ts';
import { now } from './person.ts';

export type ScreenPlan = { readonly cookie: string; readonly meetingId: string };

/** What one stream holds here; which states and events they are, the product's own folds know. */
type Followed = {
	readonly apply: (state: unknown, event: unknown) => unknown;
	seq: number;
	state: unknown;
	/** A question is on its way; what comes meanwhile it may hold or not. */
	asking: boolean;
	again: boolean;
};
type Told = { readonly id: string; readonly seq: number; readonly event: unknown };
type Answer = { readonly ok: boolean; readonly seq: number; readonly state: unknown; readonly refusal?: unknown };

/** As the page of a live meeting follows them. */
const folds: Readonly<Record<string, unknown>> = {
	meetings: applyMeeting,
	attendance: applyArrival,
	decisions: applyDecision,
	floor: applyFloor
};

/** When a key was pressed, and when it was answered. */
export type Pressed = { readonly at: number; readonly answeredAt: number };

export class Screen {
	readonly plan: ScreenPlan;
	/** Which item was on the table from when on, as this screen had it folded. */
	readonly turns: { readonly itemId: string; readonly at: number }[] = [];
	/** When it had the latest arrival folded. */
	arrivalAt = 0;
	/** How often an event was missed and had to be asked for. */
	gaps = 0;
	readonly #streams: ReadonlyMap<string, Followed>;
	#live: LiveWire | null = null;

	constructor(plan: ScreenPlan) {
		this.plan = plan;
		this.#streams = new Map(
			Object.entries(folds).map(([domain, fold]) => [
				domain,
				{ apply: fold as Followed['apply'], seq: -1, state: null, asking: false, again: false }
			])
		);
	}

	get closed(): number | null {
		return this.#live?.closed ?? null;
	}

	/** How many have checked in, as this screen shows it. */
	get arrived(): number {
		const attendance = this.#streams.get('attendance')?.state as Attendance | null;
		return attendance?.checkIns.length ?? 0;
	}

	/** Resolves when it has every stream. */
	async enter(port: number): Promise<void> {
		const onEvent = (name: string, payload: unknown): void => this.#hear(name, payload as Told);
		this.#live = await LiveWire.open({ port, cookie: this.plan.cookie, onEvent });
		await Promise.all([...this.#streams.keys()].map((domain) => this.#follow(domain)));
	}

	checkIn(): Promise<Pressed> {
		return this.#press('attendance/check-in', {});
	}

	/** Goes to an item, as the chair. */
	next(itemId: string): Promise<Pressed> {
		const from = openTurn(this.#streams.get('meetings')?.state as Meeting)?.item.id ?? null;
		return this.#press('meetings/next', { from, to: itemId });
	}

	async #press(name: string, body: object): Promise<Pressed> {
		const at = now();
		const key = randomBytes(16).toString('hex');
		const { ok, refusal } = await this.#ask(name, { id: this.plan.meetingId, key, ...body });
		if (!ok) throw new Error(`${name} was refused: ${JSON.stringify(refusal)}`);
		return { at, answeredAt: now() };
	}

	leave(): void {
		this.#live?.end();
	}

	async #ask(name: string, body: object): Promise<Answer> {
		return (await this.#live?.ask(name, body)) as Answer; // our own doors answer so
	}

	/** Asks for the state; when something came meanwhile that the answer may not hold, once more. */
	async #follow(domain: string): Promise<void> {
		const stream = this.#streams.get(domain);
		if (!stream) return;
		stream.again = stream.asking;
		if (stream.asking) return;
		stream.asking = true;
		const answer = await this.#ask(`${domain}/follow`, { id: this.plan.meetingId });
		stream.asking = false;
		if (!answer.ok) throw new Error(`${domain} cannot be followed: ${JSON.stringify(answer.refusal)}`);
		if (answer.seq > stream.seq) Object.assign(stream, { seq: answer.seq, state: answer.state });
		if (stream.again) await this.#follow(domain);
	}

	#hear(name: string, { id, seq, event }: Told): void {
		const domain = name.split('/', 1)[0] ?? '';
		const stream = this.#streams.get(domain);
		if (!stream || name !== `${domain}/event` || id !== this.plan.meetingId || seq <= stream.seq) return;
		if (stream.seq < 0 || seq !== stream.seq + 1) {
			if (stream.seq >= 0) this.gaps += 1;
			return void this.#follow(domain);
		}
		stream.state = stream.apply(stream.state, event);
		stream.seq = seq;
		this.#note(domain, stream.state);
	}

	#note(domain: string, state: unknown): void {
		if (domain === 'attendance') this.arrivalAt = now();
		if (domain !== 'meetings') return;
		const turn = openTurn(state as Meeting);
		if (turn && turn.item.id !== this.turns.at(-1)?.itemId) this.turns.push({ itemId: turn.item.id, at: now() });
	}
}
