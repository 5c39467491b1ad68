/** The places of the navigation. A place stands here from the day it can be visited. */
import { m } from '#web/i18n/paraglide/messages.js';
import type { IconName } from '#web/ui/icons.ts';

export type Place = {
	readonly href: string;
	readonly icon: IconName;
	readonly text: () => string;
	/** Belongs to the place above it; a phone's bar has no room for it, that place shows the way. */
	readonly isBelow?: boolean;
};

export const places: readonly Place[] = [
	{ href: '/', icon: 'home', text: m.shell_home },
	{ href: '/meetings', icon: 'meet', text: m.shell_meetings },
	{ href: '/topics', icon: 'msg', text: m.topics_pool, isBelow: true },
	{ href: '/followups', icon: 'tasks', text: m.shell_followups },
	{ href: '/evaluations', icon: 'award', text: m.shell_evaluations }
];

/** At the thumb of a phone. */
export const thumbPlaces: readonly Place[] = [
	...places.filter(({ isBelow }) => !isBelow).slice(0, 3),
	{ href: '/me', icon: 'user', text: m.shell_mine }
];

/** 'page' for the place itself, 'true' for what lies below it. */
export function currentAt(href: string, pathname: string): 'page' | 'true' | undefined {
	if (pathname === href) return 'page';
	return href !== '/' && pathname.startsWith(`${href}/`) ? 'true' : undefined;
}
