/** State of a screen from its events. Never refuses: what is in the book has happened. */
import type { Instant } from '#shared/foundation/time.ts';
import type { Opened, Screen, ScreenEvent } from './model.ts';

export const darkScreen: Screen = {
	made: 0,
	waiting: null,
	opened: [],
	choice: { view: 'follow', stay: 0, until: null },
	raised: null
};

export function apply(screen: Screen, event: ScreenEvent): Screen {
	switch (event.type) {
		case 'address-made': {
			const { n, at, until } = event;
			return { ...screen, made: n, waiting: { n, madeAt: at, until } };
		}
		case 'opened': {
			const { n, at } = event;
			const opened = [...screen.opened, { n, openedAt: at, endedAt: null }];
			return { ...screen, waiting: screen.waiting?.n === n ? null : screen.waiting, opened };
		}
		case 'revoked': {
			const waiting = event.n === null || event.n === screen.waiting?.n ? null : screen.waiting;
			return { ...screen, waiting, opened: ended(screen.opened, event.n, event.at) };
		}
		case 'chosen': {
			const { view, stay, until } = event;
			return { ...screen, choice: { view, stay, until } };
		}
		case 'conclusion-raised': {
			const { itemId, version } = event;
			return { ...screen, raised: { itemId, version } };
		}
		case 'conclusion-lowered':
			return { ...screen, raised: null };
	}
}

function ended(opened: readonly Opened[], n: number | null, at: Instant): readonly Opened[] {
	return opened.map((each) =>
		each.endedAt === null && (n === null || n === each.n) ? { ...each, endedAt: at } : each
	);
}
