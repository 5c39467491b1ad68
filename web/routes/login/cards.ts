/** One card per role on the sign-in page of a demonstration. */
import type { Role } from '#shared/auth/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { IconName } from '#web/ui/icons.ts';

export type RoleCard = {
	readonly account: string;
	readonly role: Role;
	readonly name: string;
	readonly unit: string;
};

type Words = { readonly icon: IconName; readonly role: () => string; readonly does: () => string };

export const cardWords: Readonly<Record<Role, Words>> = {
	convener: { icon: 'mic', role: m.role_convener, does: m.card_convener },
	deputy: { icon: 'mic', role: m.role_deputy, does: m.card_deputy },
	secretary: { icon: 'pen', role: m.role_secretary, does: m.card_secretary },
	'supervising-leader': { icon: 'stamp', role: m.role_supervising_leader, does: m.card_supervising_leader },
	liaison: { icon: 'tasks', role: m.role_liaison, does: m.card_liaison },
	member: { icon: 'meet', role: m.role_member, does: m.card_member },
	evaluator: { icon: 'scale', role: m.role_evaluator, does: m.card_evaluator },
	observer: { icon: 'eye', role: m.role_observer, does: m.card_observer },
	administrator: { icon: 'gear', role: m.role_administrator, does: m.card_administrator }
};
