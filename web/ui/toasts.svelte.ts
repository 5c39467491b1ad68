/** What was just done, for a moment, with a way back where there is one. */
import { createContext } from 'svelte';
import type { IconName } from './icons.ts';

export type Toast = {
	readonly id: number;
	readonly text: string;
	readonly icon: IconName;
	readonly undo?: () => void;
};

type Said = { readonly icon?: IconName; readonly undo?: () => void; readonly seconds?: number };

export class Toasts {
	#shown = $state.raw<readonly Toast[]>([]);
	#count = 0;
	readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

	get shown(): readonly Toast[] {
		return this.#shown;
	}

	/** Eight seconds, so that an undo can be read and reached. */
	say(text: string, { icon = 'check', undo, seconds = 8 }: Said = {}): void {
		this.#count += 1;
		const id = this.#count;
		this.#shown = [...this.#shown.slice(-2), { id, text, icon, ...(undo && { undo }) }];
		this.#timers.set(
			id,
			setTimeout(() => this.dismiss(id), seconds * 1000)
		);
	}

	dismiss(id: number): void {
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
		this.#shown = this.#shown.filter((toast) => toast.id !== id);
	}
}

export const [useToasts, provideToasts] = createContext<Toasts>();
