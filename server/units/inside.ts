/** The types of this room that its files share; what others may use is told again by index.ts. */
import type { Subject } from '#shared/auth/may.ts';
import type { Result } from '#shared/foundation/result.ts';
import type { FoundCouncil } from '#shared/units/commands.ts';
import type { Council, CouncilSettings, Unit } from '#shared/units/model.ts';

/** A council as other domains meet it. */
export type CouncilView = Council & { readonly followupSettings: CouncilSettings['followups'] };

/** Who gives a command; null for the house itself. */
export type By = {
	readonly person: { readonly id: string } | null;
	readonly at: number;
	readonly key?: string | undefined;
};

export type Units = {
	all(): readonly Unit[];
	unit(id: string): Unit | null;
	unitIds(): readonly string[];
	/** The county; null before the first run. */
	rootUnitId(): string | null;
	council(id: string): CouncilView | null;
	councils(): readonly CouncilView[];
	/** What `may` is asked about a council. */
	councilSubject(id: string): Subject | null;
	/** Adds units with ids of their own; what is there is left out. */
	add(units: readonly Unit[], by: By): Promise<Result<unknown>>;
	/** The first run: the county and the pasted units under it, all or none. */
	foundCounty(name: string, rows: string, at: number): Promise<Result<{ readonly rootId: string }>>;
	found(councilId: string, council: FoundCouncil, by: By): Promise<Result<unknown>>;
	onCouncilChange(listener: (councilId: string) => void): void;
};
