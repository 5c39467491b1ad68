/** Whether people and their roles may be so. */
import type { Holding, Person } from '#shared/auth/model.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';

export type PeopleFacts = {
	readonly unitIds: ReadonlySet<string>;
	readonly councilIds: ReadonlySet<string>;
	/** Everybody who is administrator now. */
	readonly administratorIds: readonly string[];
};

type Wanted = { readonly unitId: string; readonly holdings: readonly Holding[] };

const keyOf = (held: Holding): string =>
	[held.role, 'councilId' in held ? held.councilId : '', 'unitId' in held ? held.unitId : ''].join(' ');

/** [W2] [W3] Answers the roles, each once. */
export function soundRoles({ unitId, holdings }: Wanted, facts: PeopleFacts): Result<readonly Holding[]> {
	if (!facts.unitIds.has(unitId)) return refuse('no-such-unit', {}, ['unitId']);
	for (const held of holdings) {
		if ('unitId' in held && !facts.unitIds.has(held.unitId)) return refuse('no-such-unit', {}, ['holdings']);
		if ('councilId' in held && !facts.councilIds.has(held.councilId))
			return refuse('no-such-council', {}, ['holdings']);
	}
	return done([...new Map(holdings.map((held) => [keyOf(held), held])).values()]);
}

/** [W4] `holdings` are what the person would have afterwards. */
export function keepsAnAdministrator(person: Person, holdings: readonly Holding[], facts: PeopleFacts): Result<null> {
	const stays = holdings.some(({ role }) => role === 'administrator');
	const others = facts.administratorIds.filter((id) => id !== person.id);
	const was = facts.administratorIds.includes(person.id);
	return was && !stays && others.length === 0
		? refuse('last-administrator', { name: person.name }, ['holdings'])
		: done(null);
}
