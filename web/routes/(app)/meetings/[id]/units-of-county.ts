import type { Unit } from '#shared/units/model.ts';

/** All units, for who leads what. Nothing when the network is away: asked again by the next question. */
export async function unitsOfCounty(): Promise<readonly Unit[]> {
	try {
		const answer = await fetch('/api/units');
		if (!answer.ok) return [];
		const { items } = (await answer.json()) as { readonly items: readonly Unit[] };
		return items.filter(({ successorId }) => successorId === null);
	} catch {
		// Choosing among the units of the meeting still works.
		return [];
	}
}
