/** Pictures on their way into the text. The text is untouched until one has arrived. */
import { describedBy, faultOf, prepared, type PictureFault } from './pictures.ts';
import type { SendPicture, Stored } from './send-picture.ts';
import type { Refused } from '#web/live/wire.ts';

export type Upload = {
	readonly id: number;
	readonly name: string;
	readonly state:
		/** Waits for the tick that nothing in it is classified. */
		| { readonly kind: 'unconfirmed' }
		| { readonly kind: 'going'; readonly part: number }
		| { readonly kind: 'refused'; readonly fault: PictureFault }
		| { readonly kind: 'failed'; readonly refusal: Refused };
};

type Work = {
	readonly file: File;
	readonly picture: Blob;
	readonly place: (stored: Stored, alt: string) => void;
	readonly stop: AbortController;
};

export class Uploads {
	#shown = $state.raw<readonly Upload[]>([]);
	#count = 0;
	readonly #work = new Map<number, Work>();
	readonly #send: SendPicture;
	readonly #prepare: (file: File) => Promise<Blob | null>;

	constructor(send: SendPicture, prepare = prepared) {
		this.#send = send;
		this.#prepare = prepare;
	}

	get shown(): readonly Upload[] {
		return this.#shown;
	}

	/** @param place puts the picture where it was meant, once it was confirmed and is stored. */
	async add(file: File, place: Work['place']): Promise<void> {
		const id = ++this.#count;
		const fault = faultOf(file);
		this.#shown = [...this.#shown, { id, name: file.name, state: { kind: 'going', part: 0 } }];
		if (fault) return this.#set(id, { kind: 'refused', fault });
		const picture = await this.#prepare(file);
		if (!picture) return this.#set(id, { kind: 'refused', fault: 'not-a-picture' });
		if (!this.#shown.some((upload) => upload.id === id)) return; // taken back meanwhile
		this.#work.set(id, { file, picture, place, stop: new AbortController() });
		this.#set(id, { kind: 'unconfirmed' });
	}

	/** [V7] Somebody says that nothing in it is classified: only then anything is sent. */
	async confirm(id: number): Promise<void> {
		await this.#go(id);
	}

	async #go(id: number): Promise<void> {
		const work = this.#work.get(id);
		if (!work) return;
		this.#set(id, { kind: 'going', part: 0 });
		const told = (part: number): void => this.#set(id, { kind: 'going', part });
		const answer = await this.#send(work.picture, told, work.stop.signal);
		if (!this.#work.has(id)) return; // taken back meanwhile
		if (!answer.ok) return this.#set(id, { kind: 'failed', refusal: answer.refusal });
		this.dismiss(id);
		work.place(answer.value, describedBy(work.file.name));
	}

	retry(id: number): void {
		void this.#go(id);
	}

	/** Takes it back, or reads the refusal and goes on. */
	dismiss(id: number): void {
		this.#work.get(id)?.stop.abort();
		this.#work.delete(id);
		this.#shown = this.#shown.filter((upload) => upload.id !== id);
	}

	close(): void {
		for (const { id } of this.#shown) this.dismiss(id);
	}

	#set(id: number, state: Upload['state']): void {
		this.#shown = this.#shown.map((upload) => (upload.id === id ? { ...upload, state } : upload));
	}
}
