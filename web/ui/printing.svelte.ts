import { flushSync } from 'svelte';

/** Whether the page is being printed: paper has no lids, so what is folded up is laid open for it. */
export class Printing {
	#is = $state(false);

	get is(): boolean {
		return this.#is;
	}

	/** Listens until the answered function is called. In the browser only. */
	start(): () => void {
		// The picture for the printer is taken when the listeners are through.
		const begin = (): void => flushSync(() => void (this.#is = true));
		const end = (): void => void (this.#is = false);
		addEventListener('beforeprint', begin);
		addEventListener('afterprint', end);
		return () => {
			removeEventListener('beforeprint', begin);
			removeEventListener('afterprint', end);
		};
	}
}
