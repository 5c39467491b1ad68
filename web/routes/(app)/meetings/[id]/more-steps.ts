/** The chair's rarer steps, each with why it cannot be taken now. */
import { m } from '#web/i18n/paraglide/messages.js';
import { singleKeys } from '#web/meetings/single-keys.svelte.ts';
import type { MenuItem } from '#web/ui/menu.ts';
import type { Room } from './room.svelte.ts';
import type { Steps } from './steps.svelte.ts';

/** @param askEnd asks before the meeting ends: that is for good. */
export function moreSteps(room: Room, steps: Steps, askEnd: () => void): readonly MenuItem[] {
	const { chairs } = room.data.reading;
	const isChairable = chairs.some(({ id }) => id === room.person.id);
	const end = { command: 'end' } as const;
	const take = { command: 'take-chair' } as const;
	const heirs = chairs.filter(({ id }) => id !== room.meeting.chairPersonId);
	const chairing: readonly MenuItem[] = room.isChair
		? heirs.map(({ id, name, post }) => {
				const over = { command: 'hand-over-chair', to: id } as const;
				return {
					text: m.room_hand_over({ name }),
					note: post,
					icon: 'user',
					reason: steps.reason(over),
					run: () => void steps.take(steps.other, over)
				};
			})
		: isChairable
			? [
					{
						text: m.room_take_chair(),
						icon: 'user',
						reason: steps.reason(take),
						run: () => void steps.take(steps.other, take)
					}
				]
			: [];
	return [
		...chairing,
		{
			text: singleKeys.isOn ? m.room_keys_off() : m.room_keys_on(),
			icon: 'gear',
			note: m.room_keys_note(),
			run: () => singleKeys.turn()
		},
		{
			text: m.room_end(),
			icon: 'stop',
			reason: steps.reason(end),
			run: askEnd
		}
	];
}
