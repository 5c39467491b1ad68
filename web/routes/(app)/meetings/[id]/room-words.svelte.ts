/**
 * Refusals in words. The two tables are heavy for what a participant sees first, and nobody is refused in the first
 * moment: they are fetched after it.
 */
import { m } from '#web/i18n/paraglide/messages.js';
import type { Refused } from '#web/live/wire.ts';

export class RoomWords {
	#sentence = $state.raw<((refused: Refused) => string) | null>(null);

	/** In the browser, once the page stands. */
	fetch(): void {
		void import('#web/i18n/refusals.ts').then(({ sentence }) => (this.#sentence = sentence));
	}

	of(refused: Refused): string {
		if (refused.detail !== undefined) return refused.detail;
		if (refused.code === 'offline') return m.room_offline();
		return this.#sentence?.(refused) ?? m.room_not_now();
	}
}
