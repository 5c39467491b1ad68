/** Everybody follows the chair's item. Whoever looks at another one finds their place again on coming back. */
type Places = readonly { readonly element: Element; readonly top: number }[];

export class Looking {
	#at = $state.raw<string | null>(null);
	#places: Places = [];
	readonly #scrolled: () => readonly Element[];

	/** @param scrolled what scrolls on this page, in the browser */
	constructor(scrolled: () => readonly Element[]) {
		this.#scrolled = scrolled;
	}

	/** The item somebody chose to look at; null while following. */
	at(open: string | null): string | null {
		return this.#at === open ? null : this.#at;
	}

	look(id: string, open: string | null): void {
		if (id === open) return this.back();
		if (this.#at === null) this.#places = this.#scrolled().map((element) => ({ element, top: element.scrollTop }));
		this.#at = id;
	}

	back(): void {
		if (this.#at === null) return;
		this.#at = null;
		const places = this.#places;
		// After the item has been painted again.
		requestAnimationFrame(() => {
			for (const { element, top } of places) element.scrollTop = top;
		});
	}
}
