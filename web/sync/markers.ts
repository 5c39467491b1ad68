/**
 * Which documents have a copy on this machine, and how much in them is unsent: small notes in localStorage, readable at
 * once and by the next visit. One note per account, document and tab, so that one tab's "all sent" does not speak for another.
 */
import { PREFIX, readMarker, type Marker, type Notes } from './notes.ts';

export type UnsentDocument = Marker & { readonly name: string };

/** Accounts and names hold no "/"; encoding makes sure. */
function keyOf(account: string, name: string, tab: string): string {
	return [PREFIX, account, name, tab].map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join('/');
}

/** What two tabs say of one document. */
function together(one: Marker, other: Marker | undefined): Marker {
	const diverged = one.diverged === true || other?.diverged === true;
	return {
		unsent: one.unsent + (other?.unsent ?? 0),
		late: one.late || (other?.late ?? false),
		...(diverged && { diverged })
	};
}

export class Markers {
	readonly #notes: Notes;
	readonly #account: string;

	constructor(account: string, notes: Notes) {
		this.#account = account;
		this.#notes = notes;
	}

	#keys(prefix: string): string[] {
		const all = Array.from({ length: this.#notes.length }, (_, index) => this.#notes.key(index) ?? '');
		return all.filter((key) => key.startsWith(prefix));
	}

	/** Every document of this account with a copy here. */
	documents(): readonly UnsentDocument[] {
		const found = new Map<string, UnsentDocument>();
		for (const key of this.#keys(keyOf(this.#account, '', '').slice(0, -1))) {
			const name = decodeURIComponent(key.split('/').at(-2) ?? '');
			found.set(name, { name, ...together(readMarker(this.#notes.getItem(key)), found.get(name)) });
		}
		return [...found.values()];
	}

	of(name: string): Marker {
		return this.documents().find((document) => document.name === name) ?? { unsent: 0, late: false };
	}

	/** The tabs, open or long closed, that have left a note for this document. */
	tabs(name: string): readonly string[] {
		return this.#keys(keyOf(this.#account, name, '')).map((key) => decodeURIComponent(key.split('/').at(-1) ?? ''));
	}

	has(name: string, tab: string): boolean {
		return this.#notes.getItem(keyOf(this.#account, name, tab)) !== null;
	}

	put(name: string, tab: string, marker: Marker): void {
		try {
			this.#notes.setItem(keyOf(this.#account, name, tab), JSON.stringify(marker));
		} catch {
			// The storage is full or forbidden: the text itself is in IndexedDB and in the open page.
		}
	}

	remove(name: string, tabs: readonly string[]): void {
		for (const tab of tabs) this.#notes.removeItem(keyOf(this.#account, name, tab));
	}
}

/** Nothing stays: for pages that may not keep anything, and for tests. */
export function forgetfulNotes(): Notes {
	const kept = new Map<string, string>();
	return {
		get length() {
			return kept.size;
		},
		key: (index) => [...kept.keys()][index] ?? null,
		getItem: (key) => kept.get(key) ?? null,
		setItem: (key, value) => void kept.set(key, value),
		removeItem: (key) => void kept.delete(key)
	};
}
