/** The doors through which papers are handed in, changed, withdrawn, and asked for. */
import { createHash } from 'node:crypto';
import { may, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import {
	addToItemSchema,
	addToTopicSchema,
	callSchema,
	paperSchemas,
	type AddPaper,
	type PaperCommand,
	type SentFile
} from '#shared/papers/commands.ts';
import { addPaper, callForPaper, decide, type PaperFacts } from '#shared/papers/decide.ts';
import type { Paper, PaperBook, PaperCallEvent, PaperCalls, PaperEvent, PaperFile } from '#shared/papers/model.ts';
import { cleanName } from '#shared/papers/names.ts';
import { mayReadPaper, paperSubject } from '#shared/papers/views.ts';
import type { Grounds } from '#server/grounds.ts';
import type { Book, Told } from '#server/storage/book.ts';
import type { PaperFiles } from './files.ts';
import { lookAt } from './looking.ts';
import type { Here, papersPlaces, PlacesOthers } from './places.ts';
import type { PaperStore } from './store.ts';

export type Inside = PlacesOthers & {
	readonly book: Book<PaperBook, PaperEvent>;
	readonly calls: Book<PaperCalls, PaperCallEvent>;
	readonly store: PaperStore;
	readonly files: PaperFiles;
	readonly places: ReturnType<typeof papersPlaces>;
	readonly find: (id: string) => Paper | null;
};

type By = { readonly person: Person; readonly at: number; readonly key: string | undefined };
type Judge = (paper: PaperBook, file: PaperFile, facts: PaperFacts) => Result<readonly PaperEvent[]>;
/** What is handed in: where, under which id, and what is told if it may be. */
type Handing = { readonly id: string; readonly here: Here; readonly sent: SentFile; readonly judge: Judge };

export function serveCommands(grounds: Grounds, inside: Inside): void {
	const { doors } = grounds;
	const { places, find, book } = inside;
	doors.command({
		name: 'meetings/add-paper',
		summary: 'A paper for an item of the agenda, of bytes that were uploaded before. The id is the meeting.',
		body: addToItemSchema,
		may: 'papers.hand-in',
		of: async (id, { itemId }) => (await places.atItem(id, itemId))?.subject ?? null,
		run: async ({ id: meetingId, body: { itemId, ...body }, ...by }) =>
			add(grounds, inside, { here: await places.atItem(meetingId, itemId), body, by })
	});
	doors.command({
		name: 'topics/add-paper',
		summary: 'A paper for a topic, of bytes that were uploaded before. The id is the topic.',
		body: addToTopicSchema,
		may: 'papers.hand-in',
		of: (id) => places.atTopic(id)?.subject ?? null,
		run: ({ id, body, ...by }) => add(grounds, inside, { here: places.atTopic(id), body, by })
	});
	doors.command({
		name: 'papers/add-version',
		summary: 'The next version of a paper, of bytes that were uploaded before.',
		body: paperSchemas['add-version'],
		may: 'papers.hand-in',
		of: (id) => changing(inside, id),
		run: async ({ id, body, ...by }) => {
			const paper = find(id);
			const here = paper && (await places.of(paper));
			if (!here) return refuse('not-found');
			const command = { command: 'add-version', confirmed: body.confirmed } as const;
			const judge: Judge = (state, file, facts) => decide(state, command, file, facts);
			return hand(inside, { id, here, sent: body, judge }, by);
		}
	});
	for (const verb of ['level', 'withdraw', 'erase'] as const)
		doors.command({
			name: `papers/${verb}`,
			body: paperSchemas[verb],
			may: verb === 'erase' ? 'papers.erase' : 'papers.hand-in',
			of: (id) => changing(inside, id),
			run: async ({ id, body, ...by }) => {
				const paper = find(id);
				const here = paper && (await places.of(paper));
				if (!here) return refuse('not-found');
				// The body was checked by this verb's schema a moment ago; the compiler cannot follow the key there.
				const command = { command: verb, ...body } as unknown as PaperCommand;
				const unknown = command.command === 'level' ? await unlessKnown(grounds, inside, command) : null;
				if (unknown) return unknown;
				const told = await book.command(id, { ...by, body: command, alsoExpect: () => here.streams }, (state) =>
					decide(state, command, null, factsOf(here, by))
				);
				if (told.ok && verb === 'erase') await removeBytes(inside, told.value.state);
				return answered(told);
			}
		});
	doors.command({
		name: 'meetings/call-paper',
		summary: 'Whether an item needs a paper, and until when. The id is the meeting.',
		body: callSchema,
		may: 'papers.call',
		of: inside.meetings.subject,
		run: async ({ id, body, person, at, key }) => {
			const meeting = inside.meetings.find(id);
			if (!meeting || !(await places.atItem(id, body.itemId))) return refuse('not-found', {}, ['itemId']);
			const isOpen = ['draft', 'calling', 'published', 'postponed'].includes(meeting.state);
			const facts = { personId: person.id, at, startsAt: meeting.startsAt, isOpen };
			return answered(
				await inside.calls.command(id, { person, at, key, body: { call: body } }, (state) =>
					callForPaper(state, body, facts)
				)
			);
		}
	});
}

/** [P6] To who may not read it, a paper is not there. */
async function changing({ places, find }: Inside, id: string): Promise<Subject | null> {
	const paper = find(id);
	const here = paper && (await places.of(paper));
	return here ? paperSubject(paper, here.subject) : null;
}

type Adding = { readonly here: Here | null; readonly body: AddPaper; readonly by: By };

async function add(grounds: Grounds, inside: Inside, { here, body, by }: Adding): Promise<Result<unknown>> {
	if (!here) return refuse('not-found');
	const unknown = await unlessKnown(grounds, inside, body);
	if (unknown) return unknown;
	// [P5] Pressed twice, it is the same paper; at another place it is another one, which needs bytes of its own.
	const once = JSON.stringify([by.person.id, body.upload, here.place]);
	const id = `pp-${createHash('sha256').update(once).digest('hex').slice(0, 20)}`;
	const papers = await countAt(inside, here, by.person);
	const judge: Judge = (paper, file, facts) =>
		addPaper(paper, { id, place: here.place, wanted: body }, file, { ...facts, place: { ...facts.place, papers } });
	const told = await hand(inside, { id, here, sent: body, judge }, by);
	return told.ok ? done({ id, ...told.value }) : told;
}

/** [P6] [P11] Those that the asker may read: a limit that counts others would tell that they are there. */
async function countAt({ store, places }: Inside, { place }: Here, person: Person): Promise<number> {
	const papers =
		place.kind === 'topic' ? await store.ofTopic(place.topicId) : store.atItem(place.meetingId, place.itemId);
	return papers.filter((paper) => mayReadPaper(person, paper, places.met(paper))).length;
}

function factsOf({ isOpen, unitId, dueAt, subject }: Here, { person, at }: Pick<By, 'person' | 'at'>): PaperFacts {
	const isOffice = may(person, 'papers.erase', subject);
	return { personId: person.id, at, isOffice, place: { isOpen, unitId, dueAt, papers: 0 } };
}

/**
 * Looks at the bytes, judges, and only then gives them their place and the book their name. A refusal leaves what was
 * uploaded where it is, so that the form can be mended and sent again.
 */
async function hand(inside: Inside, handing: Handing, by: By): Promise<Result<{ readonly seq: number }>> {
	const part = inside.files.partOf(by.person.id, handing.sent.upload);
	return inside.files.held(part, () => handHeld(inside, handing, by, part));
}

async function handHeld(
	inside: Inside,
	{ id, here, sent, judge }: Handing,
	{ person, at, key }: By,
	part: string
): Promise<Result<{ readonly seq: number }>> {
	const { book, files, store } = inside;
	const known = book.read(id);
	const isRecorded = (paper: PaperBook): boolean =>
		paper?.versions.some((one) => one.upload === sent.upload && one.personId === person.id) ?? false;
	if (isRecorded(known.state)) return done({ seq: known.version });
	const facts = factsOf(here, { person, at });
	const file = await received(inside, part, sent);
	if (!file.ok) return file;
	const first = judge(known.state, file.value, facts);
	if (!first.ok) return first;
	const { hash } = file.value;
	if (first.value.length === 0) {
		await files.drop(part);
		return done({ seq: known.version });
	}
	return files.alone(hash, async () => {
		await files.keep(part, hash);
		// Whether a fault recorded it is not known: then the bytes stay, and the next start looks who holds them.
		const told = await book.command(
			id,
			{ person, at, key, body: { hand: sent }, alsoExpect: () => here.streams },
			(paper) => judge(paper, file.value, facts)
		);
		if (!store.isHeld(hash)) await files.remove(hash);
		return told.ok ? done({ seq: told.value.seq }) : told;
	});
}

async function received({ files }: Inside, part: string, sent: SentFile): Promise<Result<PaperFile>> {
	const name = cleanName(sent.name);
	const size = await files.sizeOf(part);
	if (size !== sent.bytes) return refuse('upload-gone', { at: size }, ['upload']);
	const looked = await lookAt(part, name).catch((cause: unknown) => {
		if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
			return refuse('upload-gone', {}, ['upload']);
		throw cause;
	});
	return looked.ok ? done({ ...looked.value, name, upload: sent.upload }) : looked;
}

/** [P13] */
async function removeBytes({ files, store }: Inside, paper: PaperBook): Promise<void> {
	for (const hash of new Set(paper?.versions.map((version) => version.hash)))
		await files.alone(hash, async () => {
			if (!store.isHeld(hash)) await files.remove(hash);
		});
}

type Named = { readonly readerUnitIds?: readonly string[]; readonly readerPersonIds?: readonly string[] };

async function unlessKnown({ auth }: Grounds, { units }: Inside, wanted: Named): Promise<Refused | null> {
	if (!(wanted.readerUnitIds ?? []).every((id) => units.unit(id))) return refuse('no-such-unit', {}, ['readerUnitIds']);
	for (const id of wanted.readerPersonIds ?? [])
		if (!(await auth.person(id))) return refuse('not-found', {}, ['readerPersonIds']);
	return null;
}

function answered<State, Event>(told: Result<Told<State, Event>>): Result<unknown> {
	return told.ok ? done({ seq: told.value.seq, events: told.value.events }) : told;
}
