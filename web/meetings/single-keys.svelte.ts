/** Shortcuts of one key: this browser's choice, and never while somebody types or an input method composes. */
const KEPT = 'lianxi/single-keys';

class SingleKeys {
	#isOn = $state(kept());

	get isOn(): boolean {
		return this.#isOn;
	}

	turn(): void {
		this.#isOn = !this.#isOn;
		try {
			localStorage.setItem(KEPT, this.#isOn ? 'on' : 'off');
		} catch {
			// Storage is forbidden here: the choice lasts as long as the page.
		}
	}
}

function kept(): boolean {
	try {
		return typeof localStorage === 'undefined' || localStorage.getItem(KEPT) !== 'off';
	} catch {
		return true;
	}
}

/** A setting of the browser, like its language: the server never touches it. */
export const singleKeys = new SingleKeys();

/** Whether this press is the key itself, meant for the page: not typed, not composed, not repeated, no dialog open. */
export function keyOnce(event: KeyboardEvent, key: string): boolean {
	if (event.key.toLowerCase() !== key || event.repeat || event.isComposing || event.keyCode === 229) return false;
	if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
	const target = event.target;
	if (!(target instanceof Element)) return true;
	if (
		target.closest(
			'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="menu"], [role="dialog"], dialog'
		)
	)
		return false;
	return document.querySelector('dialog[open]') === null;
}
