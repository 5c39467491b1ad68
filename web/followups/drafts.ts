/**
 * What somebody has typed into a form and not submitted. It stays on this computer, under the account that typed it:
 * whoever signs in next does not see it and does not send it.
 */
export type Values = Readonly<Record<string, string>>;
export type Notes = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class Drafts {
	readonly #prefix: string;
	readonly #notes: () => Notes;

	/** `notes` is asked for each time: a page may be rendered where there is no storage, or be forbidden to use it. */
	constructor(account: string, subject: string, notes: () => Notes = () => localStorage) {
		this.#prefix = `draft/${account}/${subject}/`;
		this.#notes = notes;
	}

	read(form: string): Values {
		try {
			const kept: unknown = JSON.parse(this.#notes().getItem(this.#prefix + form) ?? '{}');
			return typeof kept === 'object' && kept !== null ? textsOf(kept) : {};
		} catch {
			// Forbidden or spoiled storage is an empty draft: the form still works.
			return {};
		}
	}

	keep(form: string, values: Values): void {
		const said = Object.entries(values).filter(([, text]) => text !== '');
		try {
			if (said.length === 0) this.#notes().removeItem(this.#prefix + form);
			else this.#notes().setItem(this.#prefix + form, JSON.stringify(Object.fromEntries(said)));
		} catch {
			// Full or forbidden: the text still stands in the form in front of the person.
		}
	}

	drop(form: string): void {
		this.keep(form, {});
	}
}

function textsOf(kept: object): Values {
	return Object.fromEntries(
		Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
	);
}
