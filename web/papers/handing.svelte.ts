/** One paper being handed in: the file, to whom it is shown, the tick, and how far it is. Nothing typed is lost by a refusal. */
import { paperDefaults, paperTypes, type PaperLevel } from '#shared/papers/model.ts';
import { claimedBy, cleanName } from '#shared/papers/names.ts';
import { newKey, type Answer, type Refused } from '#web/live/wire.ts';
import { sendFile, type Sending } from './send-file.ts';

export type Handed = {
	readonly upload: string;
	readonly name: string;
	readonly bytes: number;
	readonly confirmed: boolean;
	readonly level?: PaperLevel;
	readonly readerUnitIds?: readonly string[];
};
export type HandingState =
	| { readonly kind: 'idle' }
	| { readonly kind: 'sending'; readonly part: number; readonly isWaiting: boolean }
	| { readonly kind: 'recording' }
	| { readonly kind: 'refused'; readonly refusal: Refused };

type Options = {
	readonly place: Readonly<Record<string, string>>;
	/** Records it; the same upload is recorded once. */
	readonly give: (handed: Handed, key: string) => Promise<Answer<unknown>>;
	readonly send?: (sending: Sending) => Promise<Answer<null>>;
};

export class Handing {
	level = $state<PaperLevel>(paperDefaults.level);
	readerUnitIds = $state.raw<readonly string[]>([]);
	confirmed = $state(false);
	#file = $state.raw<File | null>(null);
	#state = $state.raw<HandingState>({ kind: 'idle' });
	#upload = '';
	#hasArrived = false;
	#stop = new AbortController();
	readonly #options: Options;

	constructor(options: Options) {
		this.#options = options;
	}

	get file(): File | null {
		return this.#file;
	}

	get state(): HandingState {
		return this.#state;
	}

	get isBusy(): boolean {
		return this.#state.kind === 'sending' || this.#state.kind === 'recording';
	}

	/** What speaks against the file is said before anything of it is sent. */
	choose(file: File | null): void {
		this.stop();
		this.#file = file;
		this.#hasArrived = false;
		this.#upload = `${newKey().replace(/[^A-Za-z0-9-]/g, '')}0000000000000000`.slice(0, 48);
		const refusal = file && faultOf(file);
		this.#state = refusal ? { kind: 'refused', refusal } : { kind: 'idle' };
	}

	/** Sends what has not arrived yet and records it; true when it is recorded. Pressed again it goes on. */
	async go(): Promise<boolean> {
		const file = this.#file;
		if (!file || this.isBusy) return false;
		if (!this.confirmed) return this.#refused({ code: 'paper-unconfirmed', fields: ['confirmed'] });
		const fault = faultOf(file);
		if (fault) return this.#refused(fault);
		const stop = new AbortController();
		this.#stop = stop;
		if (!this.#hasArrived) {
			const sent = await this.#sent(file, stop.signal);
			if (stop.signal.aborted) return false;
			if (!sent.ok) return this.#refused(sent.refusal);
			this.#hasArrived = true;
		}
		this.#state = { kind: 'recording' };
		const { level, readerUnitIds, confirmed } = this;
		const readers = { level, ...(level === 'need-to-know' && { readerUnitIds }) };
		const handed = { upload: this.#upload, name: file.name, bytes: file.size, confirmed, ...readers };
		const told = await this.#options.give(handed, newKey());
		if (!told.ok) {
			if (told.refusal.code === 'upload-gone') this.#hasArrived = false;
			return this.#refused(told.refusal);
		}
		this.confirmed = false; // each upload has its own tick
		this.choose(null);
		return true;
	}

	stop(): void {
		this.#stop.abort();
		this.#state = { kind: 'idle' };
	}

	async #sent(file: File, signal: AbortSignal): Promise<Answer<null>> {
		this.#state = { kind: 'sending', part: 0, isWaiting: false };
		const told = (part: number, isWaiting: boolean): void => {
			if (!signal.aborted) this.#state = { kind: 'sending', part, isWaiting };
		};
		const { place, send = sendFile } = this.#options;
		return send({ file, name: file.name, upload: this.#upload, place, told, signal });
	}

	#refused(refusal: Refused): false {
		this.#state = { kind: 'refused', refusal };
		return false;
	}
}

function faultOf({ name, size }: File): Refused | null {
	const claim = claimedBy(cleanName(name));
	if (claim === 'macros') return { code: 'paper-macros' };
	if (claim === null) return { code: 'paper-type', params: { types: Object.keys(paperTypes).join('、') } };
	if (size === 0) return { code: 'paper-empty' };
	return size > paperDefaults.mostBytes ? { code: 'too-large', params: { limit: '50 MB' } } : null;
}
