/**
 * For tests: a council's day as nobody would plan it. Anybody asks anything through the real doors of a whole server, one
 * after the other or two at once, and the server is opened anew in between. What must hold all the while is checked
 * after each step.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { chanceOf, type Chance } from '#shared/foundation/chance.ts';
import { openServer, type Server } from '#server/compose.ts';
import { readConfig } from '#server/config/config.ts';
import { TODAY } from '#server/http/house.ts';
import { members, openScene } from '#server/meetings/scene.ts';
import { readAgenda } from '#shared/agenda/document.ts';
import { apply as applyAttendance, nobody } from '#shared/attendance/apply.ts';
import type { Attendance, AttendanceEvent } from '#shared/attendance/model.ts';
import { quorumOf } from '#shared/attendance/views.ts';
import { applyDecision } from '#shared/decisions/apply.ts';
import type { DecisionEvent } from '#shared/decisions/commands.ts';
import { emptyBook, type DecisionBook } from '#shared/decisions/model.ts';
import { apply as applyFloor, quietFloor } from '#shared/floor/apply.ts';
import type { Floor, FloorEvent } from '#shared/floor/model.ts';
import { asOf } from '#shared/floor/views.ts';
import { apply as applyMeeting, noMeeting } from '#shared/meetings/apply.ts';
import type { Meeting, MeetingEvent } from '#shared/meetings/model.ts';
import { openTurn } from '#shared/meetings/views.ts';
import { itemIdOf } from '#shared/topics/views.ts';
import { apply as applyVotes } from '#shared/votes/apply.ts';
import type { Choice, Votes, VotesEvent } from '#shared/votes/model.ts';
import { isStanding, noVotes } from '#shared/votes/views.ts';
import {
	drawn,
	everybody,
	items,
	LATER,
	liaisons,
	MEETING,
	moves,
	targetOf,
	usually,
	type Asked,
	type Hand
} from './laws-moves.ts';

/** After so many steps the whole journal is folded anew. */
const WHOLE_EVERY = 20;

type Answer = {
	readonly ok: boolean;
	readonly refusal?: { readonly code: string };
	readonly value?: Readonly<Record<string, unknown>>;
};
type Followed<State, Event> = {
	readonly seq: number;
	readonly state: State;
	readonly events: readonly { readonly seq: number; readonly event: Event }[];
};
type World = {
	readonly meeting: Meeting;
	readonly attendance: Attendance;
	readonly floor: Floor;
	readonly votes: Votes;
	readonly decisions: DecisionBook;
};

/** A folder with people, a council of five units and two meetings; each run has a copy of it. */
export async function makeGround(): Promise<string> {
	const { house, schedule } = await openScene();
	await schedule(LATER);
	await house.close();
	return house.folder;
}

/** Answers what was asked and how often it was granted; throws what must not be. */
export async function runLaws(ground: string, seed: number, steps: number): Promise<ReadonlyMap<string, number>> {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-laws-'));
	cpSync(ground, folder, { recursive: true });
	const day = new Day(folder, chanceOf(seed));
	try {
		await day.open();
		await day.begin();
		for (let step = 0; step < steps; step += 1) await day.step();
		await day.end();
		return day.granted;
	} catch (cause) {
		throw new Error(`seed ${seed}, after ${day.story.slice(-6).join(' · ')}`, { cause });
	} finally {
		await day.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

function must(holds: boolean, what: string): void {
	if (!holds) throw new Error(what);
}

const isUnique = (list: readonly unknown[]): boolean => new Set(list).size === list.length;
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

class Day {
	readonly granted = new Map<string, number>();
	readonly story: string[] = [];
	readonly #folder: string;
	readonly #chance: Chance;
	#server: Server | null = null;
	#now = TODAY;
	#world: World | null = null;
	#topics: string[] = [];
	/** Vote → unit → the choice that was last acknowledged; null when two of a unit were on their way at once. */
	readonly #ballots = new Map<string, Map<string, Choice | null>>();
	readonly #quorums = new Map<string, string>();

	constructor(folder: string, chance: Chance) {
		this.#folder = folder;
		this.#chance = chance;
	}

	async open(): Promise<void> {
		const read = readConfig(['--data', this.#folder, '--log-level', 'silent'], {});
		if ('mistakes' in read) throw new Error(read.mistakes.join());
		const log = pino({ level: 'silent' });
		const root = join(import.meta.dirname, '..');
		this.#server = await openServer(read.config, { root, pages: false, log, clock: () => this.#now });
	}

	async close(): Promise<void> {
		await this.#server?.close();
		this.#server = null;
	}

	/** Most days begin in the midst of a meeting: before it little can happen. */
	async begin(): Promise<void> {
		const stage = this.#chance.below(6);
		const early: readonly Asked[] = [
			{ who: 'secretary', name: 'meetings/publish', body: {} },
			...['u-finance', 'u-health'].map((unitId, index) => ({
				who: `of-${unitId}`,
				name: 'attendance/name-stand-in',
				body: { unitId, personId: index ? 'outsider' : 'observer', delegates: true }
			})),
			{ who: 'convener', name: 'attendance/approve-delegation', body: { unitId: 'u-finance' } },
			{ who: 'convener', name: 'meetings/start', body: {} },
			...['convener', ...liaisons].map((who) => ({ who, name: 'attendance/check-in', body: {} })),
			{ who: 'convener', name: 'meetings/next', body: { from: null } }
		];
		await this.#look();
		for (const asked of stage === 0 ? [] : stage === 1 ? early.slice(0, 1) : early) await this.#ask(asked);
		await this.#check([]);
	}

	async step(): Promise<void> {
		const kind = this.#chance.below(100);
		if (kind < 2) return this.#restart();
		if (kind < 5) this.#now += this.#chance.of([1000, 25_000, 3_600_000, -40_000]);
		const asked = Array.from({ length: kind < 25 ? 2 : 1 }, () => this.#draw());
		this.story.push(asked.map(({ who, name, body }) => `${who} ${name} ${JSON.stringify(body)}`).join(' & '));
		const before = this.#known;
		await Promise.all(asked.map((one) => this.#ask(one, before, asked)));
		await this.#check(asked, before);
	}

	async end(): Promise<void> {
		await this.#restart();
		const { broken } = this.#opened.grounds.storage.audit();
		must(broken.length === 0, `the chain is broken at ${broken.map(({ seq }) => seq).join()}`);
	}

	get #opened(): Server {
		if (!this.#server) throw new Error('the server is closed');
		return this.#server;
	}

	get #known(): World {
		if (!this.#world) throw new Error('nothing was looked at yet');
		return this.#world;
	}

	/** What was answered stays; only open votes are paused. */
	async #restart(): Promise<void> {
		this.story.push('restart');
		const before = this.#known;
		await this.close();
		await this.open();
		while (this.story.length % WHOLE_EVERY > 0) this.story.push('…');
		// [V11] The pause is written before the next command of the meeting.
		await this.#ask({ who: 'convener', name: 'votes/nudge', body: { voteId: 'nothing' } });
		await this.#check([], before);
		const { votes } = this.#known;
		must(same(lasting(this.#known), lasting(before)), 'a restart changed what was there');
		must(
			votes.votes.every(({ state }) => state !== 'open'),
			'a vote is open after a restart'
		);
		await this.#checkTopics();
	}

	#draw(): Asked {
		const { of, below } = this.#chance;
		const name = of(drawn);
		const { meeting, votes, floor } = this.#known;
		const open = openTurn(meeting)?.item.id ?? null;
		const who = of(below(10) < 8 ? usually(name, meeting.chairPersonId) : everybody);
		const itemId = below(3) > 0 ? (open ?? of(items)) : of(items);
		const vote = below(5) > 0 ? votes.votes.findLast(isStanding) : of([undefined, ...votes.votes]);
		const unitId = of([...members, 'u-guest']);
		const has: Hand = {
			of,
			below,
			open,
			itemId,
			unitId,
			who,
			personId: of(everybody),
			voteId: vote?.id ?? 'nothing',
			round: (vote?.round ?? 1) - (below(20) === 0 ? 1 : 0),
			temperatureId: votes.temperatures.at(-1)?.id ?? 'nothing',
			turns: floor.turns.length - (below(8) === 0 ? 1 : 0),
			topicId: of(['nothing', ...this.#topics].slice(-2))
		};
		return { who, name, body: moves[name]?.(has) ?? {} };
	}

	async #ask({ who, name, body }: Asked, before = this.#known, beside: readonly Asked[] = []): Promise<void> {
		const { doors, auth } = this.#opened.grounds;
		const person = await auth.person(who);
		const question = doors.questions.get(name);
		if (!person || !question) throw new Error(`${who} cannot ask ${name}`);
		const id = targetOf(name, body);
		const { topicId: _, ...rest } = body;
		const answer = (await question({ person, sessionId: 'laws' }, { id, ...rest })) as Answer;
		must(answer.refusal?.code !== 'bad-request', `${name} was not understood: ${JSON.stringify([body, answer])}`);
		if (name === 'votes/cast' || name === 'votes/open') tellsNothing(answer);
		if (!answer.ok) return;
		this.granted.set(name, (this.granted.get(name) ?? 0) + 1);
		if (name === 'councils/draft-topic') this.#topics.push(String(answer.value?.['id']));
		if (name === 'votes/cast') this.#noteBallot({ who, name, body }, before, beside);
	}

	#noteBallot({ who, body }: Asked, { attendance }: World, beside: readonly Asked[]): void {
		const voteId = String(body['voteId']);
		const unitOf = (person: string) => attendance.checkIns.find(({ personId }) => personId === person)?.unitId;
		const unitId = unitOf(who) ?? 'somebody who came at the same moment';
		const rivals = beside.filter((one) => one.name === 'votes/cast' && unitOf(one.who) === unitOf(who));
		const cast = this.#ballots.get(voteId) ?? new Map<string, Choice | null>();
		this.#ballots.set(voteId, cast.set(unitId, rivals.length > 1 ? null : (body['choice'] as Choice)));
	}

	/** The state as it is told; now and then also whether the journal says the same. */
	async #follow<State, Event>(domain: string, fold: readonly [State, (state: State, event: Event) => State]) {
		const question = this.#opened.grounds.doors.questions.get(`${domain}/follow`);
		const person = await this.#opened.grounds.auth.person('secretary');
		if (!person || !question) throw new Error(`${domain} cannot be followed`);
		const isWhole = this.story.length % WHOLE_EVERY === 0;
		const answer = await question({ person, sessionId: 'laws' }, { id: MEETING, ...(isWhole && { since: 0 }) });
		if (!answer.ok) throw new Error(answer.refusal.code);
		const { seq, state, events } = answer.value as Followed<State, Event>;
		if (!isWhole) return state;
		must(
			events.length === seq && events.every((each, index) => each.seq === index + 1),
			`${domain}: not every event of version ${seq}`
		);
		if (domain === 'votes') for (const { event } of events) checkTold(event as VotesEvent);
		const folded = events.reduce((sum, { event }) => fold[1](sum, event), fold[0]);
		must(same(folded, state), `${domain}: the journal says something else than the state`);
		return state;
	}

	async #look(): Promise<void> {
		this.#world = {
			meeting: await this.#follow<Meeting, MeetingEvent>('meetings', [noMeeting(MEETING), applyMeeting]),
			attendance: await this.#follow<Attendance, AttendanceEvent>('attendance', [nobody, applyAttendance]),
			floor: await this.#follow<Floor, FloorEvent>('floor', [quietFloor, applyFloor]),
			votes: await this.#follow<Votes, VotesEvent>('votes', [noVotes, applyVotes]),
			decisions: await this.#follow<DecisionBook, DecisionEvent>('decisions', [emptyBook(MEETING), applyDecision])
		};
	}

	async #check(asked: readonly Asked[], before: World | null = null): Promise<void> {
		await this.#look();
		const { meeting, attendance, floor } = this.#known;
		checkMeeting(meeting);
		checkArrivals(attendance);
		checkFloor(asOf(floor, meeting));
		this.#checkVotes();
		this.#checkQuorums(asked, before);
	}

	#checkVotes(): void {
		const { votes } = this.#known.votes;
		const standing = votes.filter(isStanding);
		must(isUnique(standing.map(({ itemId }) => itemId)), 'two votes stand on one item');
		for (const vote of votes) {
			must(isUnique(vote.voted), 'a unit has voted twice');
			must(
				vote.voted.every((unitId) => vote.memberUnitIds.includes(unitId)),
				'a unit votes that is no member'
			);
			if (vote.state !== 'closed')
				must(vote.ballots.length === 0 && vote.outcome === null, 'a choice before the close');
			else this.#checkResult(vote);
		}
	}

	#checkResult({ id, manner, voted, ballots, outcome }: Votes['votes'][number]): void {
		const counted = outcome ? outcome.for + outcome.against + outcome.abstain : 0;
		must(counted === voted.length, `${voted.length} units have voted and ${counted} were counted`);
		if (manner === 'secret') return must(ballots.length === 0, 'a secret vote tells who chose what');
		must(isUnique(ballots.map(({ unitId }) => unitId)), 'a unit was counted twice');
		const acknowledged = this.#ballots.get(id) ?? new Map<string, Choice | null>();
		for (const { unitId, choice } of ballots) {
			const last = acknowledged.get(unitId);
			must(
				last === null || last === choice || acknowledged.size !== ballots.length,
				`${unitId} did not choose ${choice}`
			);
		}
	}

	/** Stored as it was at that moment, and never again anything else. */
	#checkQuorums(asked: readonly Asked[], before: World | null): void {
		const { votes, decisions } = this.#known;
		const stored = [
			...votes.votes.map(({ id, quorum, memberUnitIds }) => [id, quorum, memberUnitIds.length] as const),
			...decisions.decisions.map(({ id, quorum }) => [id, quorum, null] as const)
		];
		for (const [id, quorum] of stored) {
			const known = this.#quorums.get(id);
			must(known === undefined || known === JSON.stringify(quorum), 'a quorum has changed afterwards');
			if (known !== undefined) continue;
			this.#quorums.set(id, JSON.stringify(quorum));
			must(quorum.present >= quorum.required, 'opened or adopted without a quorum');
			if (asked.length !== 1 || !before) continue;
			const then = quorumOf(before.attendance, before.meeting.memberUnitIds, before.meeting.quorum);
			must(same(quorum, then), `the quorum was ${JSON.stringify(then)}, stored is ${JSON.stringify(quorum)}`);
		}
		const numbers = decisions.decisions.map(({ n }) => n);
		must(
			numbers.every((n, index) => n === index + 1),
			'decisions are numbered with gaps'
		);
	}

	async #checkTopics(): Promise<void> {
		const { outbox, sync, storage } = this.#opened.grounds;
		await outbox.drained();
		const listed: string[] = [];
		for (const id of [MEETING, LATER]) {
			const doc = await sync.read(`meeting:${id}:agenda:${storage.epoch}`);
			listed.push(...readAgenda(doc).map((item) => item.id));
			doc.destroy();
		}
		for (const topicId of this.#topics) {
			const places = listed.filter((id) => id === itemIdOf(topicId)).length;
			must(places <= 1 || this.#wasReturned(topicId), 'a topic is on two agendas at a time');
		}
	}

	/** What came back from a meeting stays on its agenda as what was planned. */
	#wasReturned(topicId: string): boolean {
		const events = this.#opened.grounds.storage.facts(`topics:${topicId}`);
		return events.some(({ type }) => type === 'returned' || type === 'reached');
	}
}

/** What a restart leaves as it is. The floor's own book may have been told meanwhile what the meeting had ended. */
function lasting({ meeting, attendance, floor, decisions }: World) {
	return [meeting, attendance, asOf(floor, meeting), decisions];
}

function checkMeeting({ turns, state, settled, parked }: Meeting): void {
	const open = turns.filter(({ leftAt }) => leftAt === null);
	must(open.length <= 1, 'two items are open');
	must(open.length === 0 || (open[0] === turns.at(-1) && state === 'live'), 'an item is open that is not the last');
	must(isUnique(settled) && isUnique(parked), 'an item is settled or parked twice');
	must(
		turns.every(({ enteredAt, leftAt }) => leftAt === null || leftAt >= enteredAt),
		'an item was left before it was entered'
	);
}

function checkArrivals({ checkIns, standIns, leaves, answers }: Attendance): void {
	must(isUnique(checkIns.map(({ personId }) => personId)), 'somebody came twice');
	must(
		checkIns.every(({ position }, index) => position === index + 1),
		'places with gaps'
	);
	for (const list of [standIns, leaves, answers]) must(isUnique(list.map(({ unitId }) => unitId)), 'two for one unit');
	must(isUnique(standIns.map(({ personId }) => personId)), 'somebody stands in for two');
}

function checkFloor({ turns, hands }: Floor): void {
	const open = turns.filter(({ endedAt }) => endedAt === null);
	must(open.length === 0 || (open.length === 1 && open[0] === turns.at(-1)), 'two have the floor');
	must(isUnique(hands.map(({ personId }) => personId)), 'somebody has two hands up');
	must(!hands.some(({ personId }) => personId === open[0]?.personId), 'who speaks has a hand up');
}

function checkTold(event: VotesEvent): void {
	if (event.type !== 'vote-closed' && event.type !== 'hand-shown') tellsNothing(event);
}

/** [V5] */
function tellsNothing(told: unknown): void {
	must(!/"(choice|ballots|outcome|against|abstain)"/.test(JSON.stringify(told)), `a choice: ${JSON.stringify(told)}`);
}
