/** For tests: somebody who holds these roles. */
import type { Holding, Person } from './model.ts';

export const person = (id: string, ...holdings: Holding[]): Person => ({
	id,
	account: id,
	name: id,
	unitId: 'u-home',
	post: '',
	holdings
});
