/** What the chair may do with an item of the agenda, each step with why it cannot be taken now. */
import type { ItemView } from '#shared/meetings/views.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { MenuItem } from '#web/ui/menu.ts';
import type { Room } from './room.svelte.ts';
import type { Steps } from './steps.svelte.ts';

export function chairStepsOf(room: Room, steps: Steps): (view: ItemView) => readonly MenuItem[] {
	return ({ id, standing }) => {
		const go = { command: 'next', from: room.openId, to: id } as const;
		const aside = { command: standing === 'parked' ? 'unpark' : 'park', itemId: id } as const;
		const goTo: MenuItem = {
			text: m.room_go_to(),
			icon: 'next',
			reason: steps.reason(go),
			run: () => void steps.take(steps.next, go)
		};
		const putAside: MenuItem = {
			text: standing === 'parked' ? m.room_unpark() : m.room_park(),
			icon: 'park',
			reason: steps.reason(aside),
			run: () => void steps.take(steps.park, aside)
		};
		return [...(standing === 'open' ? [] : [goTo]), ...(standing === 'settled' ? [] : [putAside])];
	};
}
