/** What the top bar says of what is safe, for all drafts of a page together. The worst one speaks. */
import { m } from '#web/i18n/paraglide/messages.js';
import type { TopBar } from '#web/ui/frame.svelte.ts';
import type { DocumentStatus } from './status.ts';

export function savedWords(statuses: readonly DocumentStatus[]): Pick<TopBar, 'saved' | 'trouble'> {
	const waiting = (kinds: readonly DocumentStatus['kind'][]): number =>
		statuses.reduce(
			(sum, status) => sum + (kinds.includes(status.kind) && 'unsaved' in status ? status.unsaved : 0),
			0
		);
	const has = (kind: DocumentStatus['kind']): boolean => statuses.some((status) => status.kind === kind);
	if (statuses.length === 0) return {};
	if (waiting(['refused']) > 0) return waits(m.room_saved_refused({ count: waiting(['refused']) }));
	const count = waiting(['local', 'sending']);
	if (has('local')) {
		const kept = statuses.every((status) => status.kind !== 'local' || status.kept);
		if (kept && statuses.some((status) => status.kind === 'local' && status.full))
			return waits(m.room_saved_full({ count }));
		return waits(kept ? m.room_saved_local({ count }) : m.room_saved_page_only({ count }));
	}
	if (has('diverged')) return { saved: m.room_saved_diverged(), trouble: 'diverged' };
	if (has('sending')) return { saved: m.room_saved_sending({ count }) };
	if (has('connecting')) return { saved: m.room_saved_connecting() };
	return { saved: m.room_saved_all() };
}

const waits = (saved: string): Pick<TopBar, 'saved' | 'trouble'> => ({ saved, trouble: 'waits' });
