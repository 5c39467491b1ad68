/** Whether the page is as narrow as a phone's: what a style sheet asks at 760 px, for what must not even be fetched there. */
export class Narrow {
	#is = $state(false);

	get is(): boolean {
		return this.#is;
	}

	/** Watches until the answered function is called. In the browser only. */
	start(): () => void {
		const query = matchMedia('(max-width: 760px)');
		const look = (): void => void (this.#is = query.matches);
		look();
		query.addEventListener('change', look);
		return () => query.removeEventListener('change', look);
	}
}
