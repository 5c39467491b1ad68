/** Words and sizes of the big screen. */
import type { ConclusionKind } from '#shared/decisions/model.ts';
import type { View } from '#shared/screen/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';

export const conclusionWords: Readonly<Record<ConclusionKind, () => string>> = {
	agreed: m.decisions_kind_agreed,
	'agreed-in-principle': m.decisions_kind_agreed_in_principle,
	deferred: m.decisions_kind_deferred,
	reconsider: m.decisions_kind_reconsider,
	noted: m.decisions_kind_noted
};

export const viewWords: Readonly<Record<View, () => string>> = {
	follow: m.screen_view_follow,
	attendance: m.screen_view_attendance,
	door: m.screen_view_door,
	vote: m.screen_view_vote,
	break: m.screen_view_break
};

/** What is longer is written smaller, so that a hall reads the whole: s0, s1, … Latin letters are half as wide. */
export function sizeFor(text: string, limits: readonly number[]): string {
	const width = [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 1 : 0.5), 0);
	const step = limits.findIndex((limit) => width <= limit);
	return `s${step === -1 ? limits.length : step}`;
}
