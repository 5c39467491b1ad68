/** `rooms`: many small meetings at once, five people in each, two of them typing. */
import type { Load } from './load.ts';
import type { Figures } from './figures.ts';
import { Herd } from './herd.ts';
import { planFor } from './people.ts';
import type { PersonPlan } from './person.ts';
import type { Subject } from './subjects.ts';
import { watchTyping } from './typing.ts';

const PEOPLE = 5;
const TYPING = 2;
/** In every tenth room the clock is read, of one who types and of one who looks on. */
const READ_EVERY = 10;

/** @param load `clients`: people in all rooms together */
export async function rooms(subject: Subject, { clients, seconds, manner, processes }: Load): Promise<Figures> {
	const documents = await subject.documents(Math.max(2, Math.round(clients / PEOPLE)));
	const cookies = await subject.cookies(documents.length * PEOPLE);
	const plan = planFor(subject, manner);
	const probe: PersonPlan[] = [];
	const crowds: PersonPlan[][] = Array.from({ length: processes }, () => []);
	for (const [index, cookie] of cookies.entries()) {
		const room = Math.floor(index / PEOPLE);
		const seat = index % PEOPLE;
		const isRead = room % READ_EVERY === 0;
		const looker = isRead && seat === TYPING ? 'sampled' : 'crowd';
		const role = seat >= TYPING ? looker : isRead ? 'editor' : 'typist';
		const group = role === 'editor' || role === 'sampled' ? probe : crowds[index % processes];
		group?.push(plan(role, documents[room] ?? '', { index, cookie }));
	}
	const herd = new Herd(processes);
	try {
		const figures = await watchTyping(
			subject,
			herd,
			{ probe, crowds },
			{
				seconds,
				weights: { editors: TYPING - 1, viewers: PEOPLE - TYPING, receiversPerKey: PEOPLE - 1 }
			}
		);
		return { documents: documents.length, ...figures };
	} finally {
		herd.end();
	}
}
