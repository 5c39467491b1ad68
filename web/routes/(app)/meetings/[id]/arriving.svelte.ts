/** Steps of arriving beyond the one button: codes, answers, leave, stand-ins, leaving early. */
import { newKey, type Refused } from '#web/live/wire.ts';
import { Acknowledged } from '#web/ui/acknowledged.svelte.ts';
import { words } from './judge.ts';
import type { Room } from './room.svelte.ts';

type Verb =
	| 'check-in'
	| 'leave-early'
	| 'leave-early-for'
	| 'renew-spoken'
	| 'answer'
	| 'ask-leave'
	| 'withdraw-leave'
	| 'name-stand-in'
	| 'withdraw-stand-in'
	| `${'approve' | 'refuse'}-${'leave' | 'delegation'}`;

export class Arriving {
	readonly #room: Room;
	readonly step = new Acknowledged<Refused>(newKey);

	constructor(room: Room) {
		this.#room = room;
	}

	get refused(): string | null {
		return this.step.refusal && words(this.step.refusal);
	}

	async take(verb: Verb, body: object = {}): Promise<boolean> {
		const { live, id } = this.#room;
		return (await this.step.run((key) => live.command(`attendance/${verb}`, { id, ...body }, key)))?.ok === true;
	}
}
