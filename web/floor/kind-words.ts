import type { SpeechKind } from '#shared/floor/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';

export const kindWords: Readonly<Record<SpeechKind, () => string>> = {
	report: m.floor_kind_report,
	speak: m.floor_kind_speak,
	add: m.floor_kind_add,
	question: m.floor_kind_question,
	position: m.floor_kind_position
};
