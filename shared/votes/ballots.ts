/**
 * The choices of one open vote, as the server's memory holds them. They never enter an event, a state or an answer before
 * the close. `loose` are choices of a secret vote found in the database after a restart: whose they are, nobody knows.
 */
import { choices, type Choice, type NamedBallot } from './model.ts';

export type Ballots = {
	readonly byUnit: ReadonlyMap<string, Omit<NamedBallot, 'unitId'>>;
	readonly loose: readonly Choice[];
};

export const noBallots: Ballots = { byUnit: new Map(), loose: [] };

/** [V6] The last one of a unit counts. */
export function withBallot(ballots: Ballots, { unitId, ...ballot }: NamedBallot): Ballots {
	return { ...ballots, byUnit: new Map(ballots.byUnit).set(unitId, ballot) };
}

/** In the order of the choices, not of the casting. */
export function chosenIn({ byUnit, loose }: Ballots): readonly Choice[] {
	const all = [...loose, ...[...byUnit.values()].map(({ choice }) => choice)];
	return choices.flatMap((choice) => all.filter((each) => each === choice));
}
