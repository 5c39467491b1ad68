/**
 * `fanout`: one room, everybody present, ten of them typing five keys a second with a caret that moves with each key,
 * the others looking on. What is measured: from the key to the remote copy, what a delivered key costs the server, and
 * what a client has to hear.
 */
import type { Figures } from './figures.ts';
import { Herd } from './herd.ts';
import type { Load } from './load.ts';
import { planFor } from './people.ts';
import type { PersonPlan } from './person.ts';
import type { Subject } from './subjects.ts';
import { watchTyping, type Seats } from './typing.ts';

const EDITORS = 10;
const SAMPLED = 10;
/** Stock clients among a crowd of our own, to see what they hear. */
const GUESTS = 2;
export async function fanout(subject: Subject, { clients, seconds, manner, processes }: Load): Promise<Figures> {
	const cookies = await subject.cookies(clients);
	const [document = ''] = await subject.documents(1);
	const plan = planFor(subject, manner);
	const editors = Math.min(EDITORS, clients);
	const sampled = Math.min(SAMPLED, clients - editors);
	const seats: { probe: PersonPlan[]; crowds: PersonPlan[][] } = {
		probe: [],
		crowds: Array.from({ length: processes }, () => [])
	};
	const guests = subject.name === 'lianxi' && manner === 'own' ? GUESTS : 0;
	for (const [index, cookie] of cookies.entries()) {
		const person = { index, cookie };
		const isGuest = index >= clients - guests;
		// Editors and sampled viewers take turns in the probe; both are spread over the crowd by the order of joining.
		if (index < 2 * Math.min(editors, sampled))
			seats.probe.push(plan(index % 2 ? 'sampled' : 'editor', document, person));
		else if (index < editors + sampled)
			seats.probe.push(plan(editors > sampled ? 'editor' : 'sampled', document, person));
		else seats.crowds[index % processes]?.push(plan(isGuest ? 'guest' : 'crowd', document, person));
	}
	const herd = new Herd(processes);
	try {
		return await watchTyping(subject, herd, seats satisfies Seats, {
			seconds,
			weights: { editors: editors - 1, viewers: clients - editors, receiversPerKey: clients - 1 }
		});
	} finally {
		herd.end();
	}
}
