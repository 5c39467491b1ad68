/**
 * What may be done with the screen now. Who may ask at all is for `may`; that a browser brought the right code is for the
 * server, which alone knows it. A command whose end is reached already is answered as done and records nothing.
 */
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import type { Phase } from '#shared/meetings/model.ts';
import type { ScreenCommand } from './commands.ts';
import { ADDRESS_LIVES, MOST_SCREENS, type Screen, type ScreenEvent } from './model.ts';
import { hasScreen, isTimely, openNow } from './views.ts';

export type ScreenFacts = {
	/** Null for the screen itself. */
	readonly personId: string | null;
	readonly at: number;
	readonly state: Phase;
	/** How many items the room has come to. */
	readonly stay: number;
	/** The last word on an item, by its version in the book of decisions; null while there is none. */
	readonly conclusionOf: (itemId: string) => number | null;
	readonly hasVote: boolean;
};

type Judged = Result<readonly ScreenEvent[]>;
type Of<Verb extends ScreenCommand['command']> = Extract<ScreenCommand, { command: Verb }>;

const already: Judged = done([]);

export function decide(screen: Screen, command: ScreenCommand, facts: ScreenFacts): Judged {
	if (facts.state === 'none') return refuse('not-found');
	const { personId, at } = facts;
	const by = { personId, at };
	// What takes away is allowed always; what gives, only to a meeting that has a screen.
	if (command.command === 'revoke') return revoke(screen, command.n ?? null, by);
	if (command.command === 'lower') {
		return screen.raised === null ? already : done([{ type: 'conclusion-lowered', ...by }]);
	}
	if (!hasScreen(facts.state)) return refuse('screen-not-now');
	switch (command.command) {
		case 'make-address':
			if (openNow(screen, at).length >= MOST_SCREENS) return refuse('screens-too-many', { most: MOST_SCREENS });
			return done([{ type: 'address-made', ...by, n: screen.made + 1, until: at + ADDRESS_LIVES }]);
		case 'open':
			return open(screen, command.n, by);
		case 'choose':
			return choose(screen, command, facts);
		case 'raise':
			return raise(screen, command.itemId, facts);
	}
}

type By = Pick<ScreenFacts, 'personId' | 'at'>;

/** [S2] */
function open(screen: Screen, n: number, by: By): Judged {
	if (screen.opened.some((each) => each.n === n)) return refuse('screen-address-used');
	const { waiting } = screen;
	if (waiting?.n !== n || !isTimely(waiting, by.at)) return refuse('screen-address-over');
	if (openNow(screen, by.at).length >= MOST_SCREENS) return refuse('screens-too-many', { most: MOST_SCREENS });
	return done([{ type: 'opened', ...by, n }]);
}

function revoke(screen: Screen, n: number | null, by: By): Judged {
	const showing = screen.opened.filter(({ endedAt }) => endedAt === null).map((each) => each.n);
	const concerned = screen.waiting ? [...showing, screen.waiting.n] : showing;
	const isAny = n === null ? concerned.length > 0 : concerned.includes(n);
	return isAny ? done([{ type: 'revoked', ...by, n }]) : already;
}

/** [S6] A break counts anew each time it is chosen. */
function choose(
	{ choice }: Screen,
	{ view, minutes }: Of<'choose'>,
	{ personId, at, stay, hasVote }: ScreenFacts
): Judged {
	if (view === 'vote' && !hasVote) return refuse('screen-no-vote');
	const until = view === 'break' && minutes !== undefined ? at + minutes * 60_000 : null;
	const isSame = choice.view === view && choice.until === until && (choice.stay === stay || view === 'follow');
	return isSame ? already : done([{ type: 'chosen', personId, at, view, stay, until }]);
}

/** [S8] */
function raise({ raised }: Screen, itemId: string, { personId, at, conclusionOf }: ScreenFacts): Judged {
	const version = conclusionOf(itemId);
	if (version === null) return refuse('screen-no-conclusion');
	if (raised?.itemId === itemId && raised.version === version) return already;
	return done([{ type: 'conclusion-raised', personId, at, itemId, version }]);
}
