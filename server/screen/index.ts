/**
 * The big screen of each meeting. Its book holds what everybody at the desk may know; hashes of addresses and keys are in a
 * table of their own. A screen is nobody: it reads the projection that is composed here, and has no other right.
 */
import type { Subject } from '#shared/auth/may.ts';
import { conclusionOf } from '#shared/decisions/views.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import { apply, darkScreen } from '#shared/screen/apply.ts';
import { screenSchemas, type ScreenCommand, type ScreenVerb } from '#shared/screen/commands.ts';
import { decide, type ScreenFacts } from '#shared/screen/decide.ts';
import { ADDRESS_LIVES, type Projection, type Screen, type ScreenEvent } from '#shared/screen/model.ts';
import { codeIn, hasScreen, openNow, project } from '#shared/screen/views.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook, type By, type Told } from '#server/storage/book.ts';
import { gather, voteOfHall, type Sources, type Streams } from './facts.ts';
import { openHall } from './hall.ts';
import { placeFor, serveHall } from './routes.ts';
import { hashOf, newCode, newKey } from './secrets.ts';
import { screenStore, type Place } from './store.ts';

export type ScreenOthers = Sources & {
	readonly meetings: Sources['meetings'] & {
		subject(id: string): Subject | null;
	};
	/** Each hears of the meetings in which something has changed that a screen may show. */
	readonly changes: readonly ((listener: (meetingId: string) => void) => void)[];
};

export function openScreen(grounds: Grounds, others: ScreenOthers): void {
	const { storage, doors, clock, log } = grounds;
	const { meetings } = others;
	const store = screenStore(storage);
	/** The hash that goes with the event being recorded: at most one per meeting, as its commands wait for each other. */
	const inHand = new Map<string, string>();
	/** [S5] Of addresses that wait, so that a request sent again is answered with the same one. Gone with the process. */
	const codes = new Map<string, { readonly code: string; readonly until: number }>();

	const book = openBook<Screen, ScreenEvent>(storage, {
		domain: 'screen',
		empty: () => darkScreen,
		apply,
		rows: (meetingId, event) => {
			const hash = inHand.get(meetingId) ?? '';
			if (event.type === 'address-made') return [store.made({ meetingId, n: event.n }, hash)];
			return event.type === 'opened' ? [store.opened({ meetingId, n: event.n }, hash, event.at)] : [];
		}
	});

	const factsOf = (id: string, { person, at }: Pick<By, 'person' | 'at'>): ScreenFacts => {
		const meeting = meetings.find(id);
		return {
			personId: person?.id ?? null,
			at,
			state: meeting?.state ?? 'none',
			stay: meeting?.turns.length ?? 0,
			conclusionOf: (itemId) => conclusionOf(others.decisions(id), itemId)?.version ?? null,
			hasVote: voteOfHall(others.votes(id)) !== null
		};
	};
	/** Judges as the meeting is now; its end meanwhile makes the judge look again. */
	const give = (
		id: string,
		by: By,
		command: ScreenCommand,
		secret = ''
	): Promise<Result<Told<Screen, ScreenEvent>>> => {
		let streams: Streams = [];
		return book.command(id, { ...by, body: command, alsoExpect: () => streams }, (screen) => {
			streams = (meetings.live(id)?.streams ?? []).filter(({ stream }) => stream === `meetings:${id}`);
			inHand.set(id, hashOf(secret));
			return decide(screen, command, factsOf(id, by));
		});
	};

	const compose = async (id: string, at = clock()): Promise<Projection | null> => {
		const facts = await gather(id, book.read(id).state, at, others);
		return facts && project(book.read(id).state, facts);
	};
	/** [S4] */
	const unlessOver = ({ meetingId, n }: Place): Refused | null => {
		const screen = book.read(meetingId).state;
		const opened = screen.opened.find((each) => each.n === n);
		if (!opened) return refuse('screen-no-key');
		if (!hasScreen(meetings.find(meetingId)?.state ?? 'none')) return refuse('screen-over');
		if (opened.endedAt !== null) return refuse('screen-revoked');
		return openNow(screen, clock()).includes(opened) ? null : refuse('screen-no-key');
	};
	const hall = openHall({ clock, log, compose, unlessOver });

	doors.stream({ domain: 'screen', may: 'screen.control', of: meetings.subject, book });
	for (const verb of Object.keys(screenSchemas) as ScreenVerb[]) serve(verb);
	doors.get({
		url: '/api/screen/:id',
		may: 'screen.control',
		of: ({ id = '' }) => meetings.subject(id),
		summary: 'What the screen was told to show, which screens are connected, and what they show.',
		run: async ({ params: { id = '' }, at }) => {
			const projection = await compose(id, at);
			if (!projection) return refuse('not-found');
			const { version, state } = book.read(id);
			return done({ seq: version, state, connected: hall.connected(id), now: at, projection });
		}
	});
	serveHall(grounds, {
		hall,
		trade,
		placeOf: (key) => {
			const place = placeFor(key, (brought) => store.ofKey(hashOf(brought)));
			return (place.ok && unlessOver(place.value)) || place;
		}
	});
	book.heard((id) => hall.stir(id));
	for (const hear of others.changes) hear((id) => hall.stir(id));

	function serve<Verb extends ScreenVerb>(verb: Verb): void {
		doors.command({
			name: `screen/${verb}`,
			body: screenSchemas[verb],
			may: 'screen.control',
			of: meetings.subject,
			run: async ({ id, body, ...by }) => {
				// The body was checked by this verb's schema a moment ago; the compiler cannot follow the key there.
				const command = { command: verb, ...body } as unknown as ScreenCommand;
				const code = newCode();
				const told = await give(id, by, command, code);
				if (!told.ok) return told;
				const { seq, events } = told.value;
				const made = events.find((event) => event.type === 'address-made');
				return done({ seq, events, ...(made && { address: addressOf(id, made, code) }) });
			}
		});
	}

	/** [S1] Of a request that was repeated the first code; null when a restart came between. */
	function addressOf(id: string, { n, until }: { readonly n: number; readonly until: number }, fresh: string) {
		const now = clock();
		for (const [key, each] of codes) if (now >= each.until || each.until - now > ADDRESS_LIVES) codes.delete(key);
		const isOurs = store.ofAddress(hashOf(fresh)) !== null;
		if (isOurs) codes.set(`${id}:${n}`, { code: fresh, until });
		return { n, until, code: codes.get(`${id}:${n}`)?.code ?? null };
	}

	/** [S2] Whoever comes second finds it opened: commands of one meeting wait for each other. */
	async function trade(typed: string): Promise<Result<string>> {
		const code = codeIn(typed);
		const place = code === null ? null : store.ofAddress(hashOf(code));
		if (!place) return refuse('screen-address-unknown');
		const key = newKey();
		const told = await give(place.meetingId, { person: null, at: clock() }, { command: 'open', n: place.n }, key);
		return told.ok ? done(key) : told;
	}
}
