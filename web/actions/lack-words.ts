/** What a proposed action still lacks, said in one line: 缺牵头单位、时限. */
import type { ActionLack } from '#shared/actions/views.ts';
import { m } from '#web/i18n/paraglide/messages.js';

export function lackWords(lacks: readonly ActionLack[]): string {
	const words: Readonly<Record<Exclude<ActionLack, 'deadline-before-meeting'>, () => string>> = {
		text: m.actions_lack_text,
		lead: m.actions_lack_lead,
		deadline: m.actions_lack_deadline
	};
	const missing = lacks.flatMap((lack) => (lack === 'deadline-before-meeting' ? [] : [words[lack]()]));
	const said = missing.length > 0 ? [m.actions_lacks({ what: missing.join(m.room_and()) })] : [];
	if (lacks.includes('deadline-before-meeting')) said.push(m.actions_lack_early());
	return said.join(m.ui_comma());
}
