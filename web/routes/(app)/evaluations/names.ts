/** Names for ids: units by their short name, people as far as the asker may know them. */
import type { Unit } from '#shared/units/model.ts';
import type { Holder } from '#web/evaluations/answers.ts';

export function unitNames(units: readonly Unit[]): (unitId: string) => string {
	const names = new Map(units.map((unit) => [unit.id, unit.shortName || unit.name]));
	return (unitId) => names.get(unitId) ?? unitId;
}

export function personNames(people: readonly Pick<Holder, 'id' | 'name'>[]): (personId: string) => string {
	const names = new Map(people.map((person) => [person.id, person.name]));
	return (personId) => names.get(personId) ?? personId;
}
