/** Names of units: those of the meeting are here at once, the rest of the county is fetched when somebody asks for it. */
import type { Unit } from '#shared/units/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { ChoiceGroup } from '#web/ui/Choice.svelte';

type Named = Pick<Unit, 'id' | 'name' | 'shortName'>;

export class UnitNames {
	readonly #participants: readonly Named[];
	readonly #load: () => Promise<readonly Named[]>;
	#others = $state.raw<readonly Named[]>([]);
	#asked = false;

	constructor(participants: readonly Named[], load: () => Promise<readonly Named[]>) {
		this.#participants = participants;
		this.#load = load;
	}

	readonly #names = $derived.by(
		() => new Map([...this.#others, ...this.#participants].map((unit) => [unit.id, option(unit).name] as const))
	);
	readonly #groups = $derived.by<readonly ChoiceGroup[]>(() => [
		{ label: m.room_units_here(), options: this.#participants.map(option) },
		{ label: m.room_units_other(), options: this.#others.map(option) }
	]);

	/** To choose from. */
	get groups(): readonly ChoiceGroup[] {
		return this.#groups;
	}

	readonly nameOf = (id: string): string => {
		const name = this.#names.get(id);
		if (name === undefined) void this.all();
		return name ?? '…';
	};

	/** As an official text writes it. */
	readonly fullNameOf = (id: string): string =>
		[...this.#participants, ...this.#others].find((unit) => unit.id === id)?.name ?? this.nameOf(id);

	/** Fetches the rest, once. */
	async all(): Promise<void> {
		if (this.#asked) return;
		this.#asked = true;
		const here = new Set(this.#participants.map(({ id }) => id));
		this.#others = (await this.#load()).filter(({ id }) => !here.has(id));
		if (this.#others.length === 0) this.#asked = false; // the network was away: the next question asks again
	}
}

function option({ id, name, shortName }: Named): { readonly id: string; readonly name: string } {
	return { id, name: shortName || name };
}
