/** In which capacity somebody is here, in a word or two: the highest role first. */
import type { Person, Role } from '#shared/auth/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';

const words: readonly (readonly [Role, () => string])[] = [
	['convener', m.role_convener],
	['deputy', m.role_deputy],
	['supervising-leader', m.role_supervising_leader],
	['secretary', m.role_secretary],
	['evaluator', m.role_evaluator],
	['member', m.role_member],
	['liaison', m.role_liaison],
	['observer', m.role_observer],
	['administrator', m.role_administrator]
];

export function capacities({ holdings }: Pick<Person, 'holdings'>): readonly string[] {
	return words.filter(([role]) => holdings.some((held) => held.role === role)).map(([, word]) => word());
}

export function roleName(role: Role): string {
	return words.find(([known]) => known === role)?.[1]() ?? role;
}
