import type { ConclusionKind } from '#shared/decisions/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';

export const kindWords: Readonly<Record<ConclusionKind, () => string>> = {
	agreed: m.decisions_kind_agreed,
	'agreed-in-principle': m.decisions_kind_agreed_in_principle,
	deferred: m.decisions_kind_deferred,
	reconsider: m.decisions_kind_reconsider,
	noted: m.decisions_kind_noted
};
