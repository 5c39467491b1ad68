/** Reading papers: of a meeting by item, of a topic. Who asks is told of what they may read, and of nothing else. */
import { may } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import type { Because, Paper } from '#shared/papers/model.ts';
import { isAsked, isLate, mayFetch, mayReadPaper, missingOf, paperSubject } from '#shared/papers/views.ts';
import type { Grounds } from '#server/grounds.ts';
import type { Inside } from './commands.ts';
import type { Here } from './places.ts';

type Names = (id: string) => Promise<string>;

export function serveReadings({ doors, auth }: Grounds, inside: Inside): void {
	const { places, store, calls, meetings, topics } = inside;
	const naming = (): Names => {
		const known = new Map<string, Promise<string>>();
		return (id) => {
			const name = known.get(id) ?? auth.person(id).then((person) => person?.name ?? '');
			known.set(id, name);
			return name;
		};
	};

	doors.get({
		url: '/api/meetings/:id/papers',
		may: 'meetings.read',
		of: ({ id = '' }) => meetings.subject(id),
		summary: 'The papers of each item that the asker may read, deadlines, and what is missing of what they look after.',
		run: async ({ params: { id = '' }, person }) => {
			const meeting = meetings.find(id);
			const subject = meetings.subject(id);
			if (!meeting || !subject) return refuse('not-found');
			const [own, items] = await Promise.all([store.ofMeeting(id), places.itemsOf(meeting)]);
			const called = calls.read(id).state;
			const nameOf = naming();
			const standing = new Set<string>();
			const found = [];
			for (const item of items) {
				const topic = places.topicBehind(id, item.id);
				const linked = topic ? await store.ofTopic(topic.id) : [];
				const papers = [...linked, ...own.filter(({ place }) => place.kind === 'item' && place.itemId === item.id)];
				if (papers.some(({ withdrawn }) => withdrawn === null)) standing.add(item.id);
				const here = await places.atItem(id, item.id);
				const handsIn = here !== null && here.isOpen && may(person, 'papers.hand-in', here.subject);
				found.push({
					item,
					handsIn,
					papers: await Promise.all(readable(person, papers).map((paper) => line(paper, person, nameOf)))
				});
			}
			const looksAfter = may(person, 'papers.call', subject);
			const missing = missingOf(items, called, standing).map((item) => item.id);
			const shown = found.filter(({ item, handsIn }) => missing.includes(item.id) && (looksAfter || handsIn));
			const onAgenda = new Set(items.map((item) => item.id));
			// Why an item went is not known here: it may be one that others should not look back at.
			const gone = own.filter(
				(paper) =>
					paper.place.kind === 'item' &&
					!onAgenda.has(paper.place.itemId) &&
					may(person, 'papers.hand-in', paperSubject(paper, subject))
			);
			return done({
				items: found.map(({ item, handsIn, papers }) => ({
					itemId: item.id,
					title: item.title,
					unitId: item.unitId,
					isAsked: isAsked(called, item),
					dueAt: places.due(meeting, item.id),
					handsIn,
					papers
				})),
				/** Of items that are no longer on the agenda: for their unit, the chairs and the office. */
				gone: await Promise.all(readable(person, gone).map((paper) => line(paper, person, nameOf))),
				looksAfter,
				missing: shown.map(({ item }) => item.id)
			});
		}
	});

	doors.get({
		url: '/api/topics/:id/papers',
		may: 'topics.read',
		of: ({ id = '' }) => topics.subject(id),
		summary: 'The papers of a topic that the asker may read.',
		run: async ({ params: { id = '' }, person }) => {
			const here = places.atTopic(id);
			if (!here) return refuse('not-found');
			const nameOf = naming();
			const papers = readable(person, await store.ofTopic(id)).map((paper) => line(paper, person, nameOf));
			const handsIn = here.isOpen && may(person, 'papers.hand-in', here.subject);
			return done({ items: await Promise.all(papers), handsIn, dueAt: here.dueAt });
		}
	});

	function readable(person: Person, papers: readonly Paper[]): readonly Paper[] {
		return papers.filter((paper) => mayReadPaper(person, paper, places.met(paper)));
	}

	async function line(paper: Paper, person: Person, nameOf: Names) {
		const here: Here | null = await places.of(paper);
		const subject = here && paperSubject(paper, here.subject);
		const because = async (why: Because | null) => why && { ...why, name: await nameOf(why.personId) };
		const versions = paper.versions.map(async (version) => {
			const { hash: _, upload: __, ...told } = version;
			return { ...told, personName: await nameOf(version.personId), isLate: isLate(version) };
		});
		const { readerPersonIds } = paper;
		return {
			id: paper.id,
			place: paper.place,
			unitId: paper.unitId,
			unitName: paper.unitId === null ? '' : (inside.units.unit(paper.unitId)?.name ?? ''),
			level: paper.level,
			readerUnitIds: paper.readerUnitIds,
			readerNames: [
				...paper.readerUnitIds.map((id) => inside.units.unit(id)?.shortName ?? id),
				...(await Promise.all(readerPersonIds.map(nameOf)))
			],
			readerPersonIds,
			versions: await Promise.all(versions),
			withdrawn: await because(paper.withdrawn),
			erased: await because(paper.erased),
			mayFetch: paper.erased === null && mayFetch(person, paper, places.met(paper)),
			mayChange: here !== null && subject !== null && here.isOpen && may(person, 'papers.hand-in', subject),
			mayErase: subject !== null && may(person, 'papers.erase', subject)
		};
	}
}
