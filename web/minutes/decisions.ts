/** Decisions as the minutes show them: facts of the server, with the names already worded by the page. */
export type DecisionFact = {
	readonly id: string;
	/** 第4次-2 */
	readonly label: string;
	readonly kind: string;
	readonly text: string;
	/** Name of the lead unit and the day, in words; empty where there is none. */
	readonly lead: string;
	readonly due: string;
};

/** The facts as the editor's cards hear of them: they come from outside of the text and may change under it. */
export class DecisionFacts {
	#facts: ReadonlyMap<string, DecisionFact> = new Map();
	#known = false;
	readonly #listeners = new Set<() => void>();

	/** False until the server has said which there are. */
	get known(): boolean {
		return this.#known;
	}

	get(id: string): DecisionFact | undefined {
		return this.#facts.get(id);
	}

	put(facts: readonly DecisionFact[]): void {
		this.#facts = new Map(facts.map((fact) => [fact.id, fact]));
		this.#known = true;
		for (const listener of this.#listeners) listener();
	}

	listen(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}
