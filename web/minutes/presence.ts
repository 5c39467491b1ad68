/** Presence as the editor's carets want it, and what this page says of itself: that somebody is writing. */
import type { OpenDocument } from '#web/sync/index.ts';

type Awareness = OpenDocument['awareness'];
type States = Map<number, Record<string, unknown>>;

/** A caret's name stays so long after it has moved; then the bare line. */
const NAMED_MS = 3000;
const WRITING_MS = 4000;

/**
 * Awareness for y-tiptap's cursor plugin. Two things differ from what the server relays: colours are places in our cycle
 * of eight, which the plugin would complain about; and who somebody is, is not ours to say.
 */
export class CaretPresence {
	readonly #awareness: Awareness;
	readonly #carets = new Map<
		number,
		{ at: string; named: boolean; timer: ReturnType<typeof setTimeout> | undefined }
	>();
	readonly #moved: (clientId: number, named: boolean) => void;
	#quiet: ReturnType<typeof setTimeout> | undefined;
	readonly clientID: number;

	/** @param moved tells when a caret's name is to be shown and when no longer. */
	constructor(awareness: Awareness, moved: (clientId: number, named: boolean) => void) {
		this.#awareness = awareness;
		this.#moved = moved;
		this.clientID = awareness.clientID;
		awareness.on('change', this.#look);
	}

	get states(): States {
		return this.getStates();
	}

	getStates(): States {
		return new Map(
			[...this.#awareness.getStates()].map(([clientId, state]) => {
				const user: unknown = state['user'];
				const { name, color } =
					typeof user === 'object' && user !== null ? { name: '', color: 1, ...user } : { name: '', color: 1 };
				return [clientId, { ...state, user: { name, color: '#000000', order: color, clientId } }];
			})
		);
	}

	getLocalState(): Record<string, unknown> | null {
		return this.#awareness.getLocalState();
	}

	setLocalStateField(field: string, value: unknown): void {
		if (field !== 'user') this.#awareness.setLocalStateField(field, value);
	}

	on(...listening: Parameters<Awareness['on']>): void {
		this.#awareness.on(...listening);
	}

	off(...listening: Parameters<Awareness['off']>): void {
		this.#awareness.off(...listening);
	}

	isNamed(clientId: number): boolean {
		return this.#carets.get(clientId)?.named === true;
	}

	/** Somebody typed here. */
	wrote(): void {
		if (this.#awareness.getLocalState()?.['writing'] !== true) this.#awareness.setLocalStateField('writing', true);
		clearTimeout(this.#quiet);
		this.#quiet = setTimeout(() => this.#awareness.setLocalStateField('writing', false), WRITING_MS);
	}

	#look = (): void => {
		const states = this.#awareness.getStates();
		for (const [clientId, caret] of this.#carets) {
			if (states.has(clientId)) continue;
			clearTimeout(caret.timer);
			this.#carets.delete(clientId);
		}
		for (const [clientId, state] of states) {
			if (clientId !== this.clientID && state['cursor'] != null) this.#see(clientId, JSON.stringify(state['cursor']));
		}
	};

	#see(clientId: number, at: string): void {
		const caret = this.#carets.get(clientId) ?? { at: '', named: false, timer: undefined };
		this.#carets.set(clientId, caret);
		if (caret.at === at) return;
		caret.at = at;
		caret.named = true;
		clearTimeout(caret.timer);
		caret.timer = setTimeout(() => {
			caret.named = false;
			this.#moved(clientId, false);
		}, NAMED_MS);
		this.#moved(clientId, true);
	}

	close(): void {
		clearTimeout(this.#quiet);
		for (const { timer } of this.#carets.values()) clearTimeout(timer);
		this.#awareness.off('change', this.#look);
		if (this.#awareness.getLocalState() === null) return;
		this.#awareness.setLocalStateField('cursor', null);
		this.#awareness.setLocalStateField('writing', false);
	}
}
