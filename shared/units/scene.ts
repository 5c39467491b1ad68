/** For tests: a unit called by its id. */
import type { Unit, UnitKind } from './model.ts';

export const unit = (id: string, kind: UnitKind, parentId: string | null): Unit => ({
	id,
	name: id,
	shortName: id,
	kind,
	parentId,
	successorId: null
});
