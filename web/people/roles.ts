/** Roles as they are chosen and read: where each is held, in words. */
import { councilRoles, unitRoles, type Holding, type Role } from '#shared/auth/model.ts';

export type Place = { readonly id: string; readonly name: string };

export const roles: readonly Role[] = [...councilRoles, ...unitRoles, 'administrator'];

/** Where a role is held: in a council, for a unit, or in the whole county. */
export function scopeOf(role: Role): 'council' | 'unit' | 'everywhere' {
	if (role === 'administrator') return 'everywhere';
	return role === 'member' || role === 'liaison' ? 'unit' : 'council';
}

export function holdingOf(role: Role, placeId: string): Holding {
	if (role === 'administrator') return { role };
	if (role === 'member' || role === 'liaison') return { role, unitId: placeId };
	return { role, councilId: placeId };
}

export function placeIdOf(held: Holding): string | null {
	if ('unitId' in held) return held.unitId;
	return 'councilId' in held ? held.councilId : null;
}

export function sameHolding(one: Holding, other: Holding): boolean {
	return one.role === other.role && placeIdOf(one) === placeIdOf(other);
}
