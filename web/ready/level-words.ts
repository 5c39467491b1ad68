import type { ReadyLevel } from '#shared/ready/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';

export const levelWords: Readonly<Record<ReadyLevel, () => string>> = {
	none: m.ready_level_none,
	papers: m.ready_level_papers,
	ready: m.ready_level_ready
};
