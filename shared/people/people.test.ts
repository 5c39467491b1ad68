import { expect, test } from 'vitest';
import type { Holding, Person } from '#shared/auth/model.ts';
import { keepsAnAdministrator, soundRoles, type PeopleFacts } from './decide.ts';

const facts: PeopleFacts = {
	unitIds: new Set(['u-1', 'u-2']),
	councilIds: new Set(['c-1']),
	administratorIds: ['p-1']
};
const person = (id: string, ...holdings: Holding[]): Person => ({
	id,
	account: id,
	name: '姜某',
	unitId: 'u-1',
	post: '',
	holdings
});

test.each([
	[{ unitId: 'u-9', holdings: [] }, 'no-such-unit'],
	[{ unitId: 'u-1', holdings: [{ role: 'member', unitId: 'u-9' }] }, 'no-such-unit'],
	[{ unitId: 'u-1', holdings: [{ role: 'convener', councilId: 'c-9' }] }, 'no-such-council']
] as const)('[W2] %j is refused with %s', (wanted, code) => {
	expect(soundRoles(wanted, facts)).toMatchObject({ ok: false, refusal: { code } });
});

test('[W2] a role said twice is held once, and the same role for two units is two roles', () => {
	const member = { role: 'member', unitId: 'u-1' } as const;
	const sound = soundRoles({ unitId: 'u-1', holdings: [member, member, { role: 'member', unitId: 'u-2' }] }, facts);
	expect(sound.ok && sound.value).toHaveLength(2);
});

test('[W4] the last administrator keeps the role; one of two may give it up', () => {
	expect(keepsAnAdministrator(person('p-1'), [], facts)).toMatchObject({ refusal: { code: 'last-administrator' } });
	expect(keepsAnAdministrator(person('p-1'), [{ role: 'administrator' }], facts).ok).toBe(true);
	expect(keepsAnAdministrator(person('p-1'), [], { ...facts, administratorIds: ['p-1', 'p-2'] }).ok).toBe(true);
	expect(keepsAnAdministrator(person('p-3'), [], facts).ok).toBe(true);
});
