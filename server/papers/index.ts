/**
 * Papers: files at agenda items and topics. The book says what each version is, whose, and who may read it; the bytes lie in
 * the data folder. Streams of papers are not opened to followers, who may not all read the same: they hear that something
 * changed and ask.
 */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { apply, applyCall, noCalls } from '#shared/papers/apply.ts';
import type { Paper, PaperBook, PaperCallEvent, PaperCalls, PaperEvent } from '#shared/papers/model.ts';
import { latest } from '#shared/papers/views.ts';
import type { Grounds } from '#server/grounds.ts';
import { openNews } from '#server/live/news.ts';
import { openBook } from '#server/storage/book.ts';
import { serveCommands, type Inside } from './commands.ts';
import { serveDownloads } from './downloads.ts';
import { openPaperFiles } from './files.ts';
import { papersPlaces, type PlacesOthers } from './places.ts';
import { serveReadings } from './routes.ts';
import { paperStore } from './store.ts';
import { serveUploads } from './uploads.ts';

/** What other domains ask about papers. */
export type Papers = {
	/** Names of the papers of an item that everybody in the meeting may read. */
	namesAt(meetingId: string, itemId: string): readonly string[];
	/** Hears of every change of the papers of a meeting. */
	heard(listener: (meetingId: string) => void): void;
	/** Takes the bytes of an upload from the house itself, as a person's. */
	receive(personId: string, upload: string, bytes: Buffer): Promise<void>;
};

export function openPapers(grounds: Grounds, others: PlacesOthers): Papers {
	const { storage, doors, clock, config } = grounds;
	const { meetings, topics, agenda } = others;
	const store = paperStore(storage);
	const files = openPaperFiles(join(config.data, 'papers'));
	files.sweep(store.isHeld);
	const book = openBook<PaperBook, PaperEvent>(storage, {
		domain: 'papers',
		empty: () => null,
		apply,
		rows: (_, event, paper, seq) => (paper ? store.put(paper, event, seq) : [])
	});
	const calls = openBook<PaperCalls, PaperCallEvent>(storage, {
		domain: 'paper-calls',
		empty: () => noCalls,
		apply: applyCall
	});
	const find = (id: string): Paper | null => book.read(id).state;
	const places = papersPlaces(others, (id) => calls.read(id).state);
	const inside: Inside = { ...others, book, calls, store, files, places, find };
	serveCommands(grounds, inside);
	serveUploads(grounds, inside);
	serveDownloads(grounds, inside);
	serveReadings(grounds, inside);
	const listeners: ((meetingId: string) => void)[] = [];
	tell();
	return {
		namesAt: (meetingId, itemId) => {
			const topic = places.topicBehind(meetingId, itemId);
			const linked = topic && topic.content.level !== 'need-to-know' ? store.atTopic(topic.id) : [];
			const spots = [...places.lineage.before({ meetingId, itemId }), { meetingId, itemId }];
			return [...linked, ...spots.flatMap((spot) => store.atItem(spot.meetingId, spot.itemId))]
				.filter(({ level, withdrawn }) => level !== 'need-to-know' && withdrawn === null)
				.map((paper) => latest(paper).name);
		},
		heard: (listener) => void listeners.push(listener),
		receive: async (personId, upload, bytes) => {
			const received = await files.receive(personId, upload, {
				at: 0,
				of: bytes.length,
				source: Readable.from([bytes])
			});
			if (received.kind !== 'received') throw new Error(`an upload of the house: ${received.kind}`);
		}
	};

	/** [P16] */
	function tell(): void {
		const tellFollowers = openNews(doors, clock, {
			domain: 'meeting-papers',
			may: 'meetings.read',
			of: meetings.subject
		});
		const tellMeeting = (meetingId: string): void => {
			tellFollowers(meetingId);
			for (const listener of listeners) listener(meetingId);
		};
		const tellTopic = openNews(doors, clock, { domain: 'topic-papers', may: 'topics.read', of: topics.subject });
		const tellListed = (topicId: string): void => {
			for (const { meetingId } of topics.find(topicId)?.listings ?? []) tellMeeting(meetingId);
		};
		book.heard((_, __, ___, paper) => {
			if (!paper) return;
			const { place } = paper;
			if (place.kind === 'item') {
				const ids = [place, ...places.lineage.after(place)].map(({ meetingId }) => meetingId);
				return new Set(ids).forEach(tellMeeting);
			}
			tellTopic(place.topicId);
			tellListed(place.topicId);
		});
		calls.heard((id) => tellMeeting(id));
		topics.heard(({ id }) => tellListed(id));
		agenda.carried(tellMeeting);
	}
}
