/** Reading papers: of a meeting by item, of a topic. Who asks is told of what they may read, and of nothing else. */
import { may } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import { meetingLabel } from '#shared/meetings/views.ts';
import type { Because, Paper, PaperPlace } from '#shared/papers/model.ts';
import { isAsked, isLate, mayFetch, mayReadPaper, missingOf, paperSubject } from '#shared/papers/views.ts';
import type { Spot } from '#server/agenda/index.ts';
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
				const lying = own.filter(({ place }) => place.kind === 'item' && place.itemId === item.id);
				const papers = readable(person, [
					...linked,
					...(await broughtTo({ meetingId: id, itemId: item.id })),
					...lying
				]);
				// [P6] [P15] What the asker may not read is not there for them, also where it would be "not missing".
				if (papers.some(({ withdrawn }) => withdrawn === null)) standing.add(item.id);
				const here = await places.atItem(id, item.id);
				const handsIn = here !== null && here.isOpen && may(person, 'papers.hand-in', here.subject);
				found.push({
					item,
					handsIn,
					papers: await Promise.all(papers.map((paper) => line(paper, person, nameOf, id)))
				});
			}
			const looksAfter = may(person, 'papers.call', subject);
			const missing = missingOf(items, called, standing).map((item) => item.id);
			const shown = found.filter(({ item, handsIn }) => missing.includes(item.id) && (looksAfter || handsIn));
			const onAgenda = new Set(items.map((item) => item.id));
			// Why an item went is not known here: it may be one that others should not look back at.
			const left = own.filter(
				(paper) =>
					paper.place.kind === 'item' &&
					!onAgenda.has(paper.place.itemId) &&
					may(person, 'papers.hand-in', paperSubject(paper, subject))
			);
			const gone = await withoutThose(left, async (paper) => {
				const here = await places.of(paper);
				return here !== null && !isAt(here.place, id) && may(person, 'meetings.read', here.subject);
			});
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
				gone: await Promise.all(readable(person, gone).map((paper) => line(paper, person, nameOf, id))),
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
			const papers = readable(person, await store.ofTopic(id)).map((paper) => line(paper, person, nameOf, null));
			const handsIn = here.isOpen && may(person, 'papers.hand-in', here.subject);
			return done({ items: await Promise.all(papers), handsIn, dueAt: here.dueAt });
		}
	});

	function readable(person: Person, papers: readonly Paper[]): readonly Paper[] {
		return papers.filter((paper) => mayReadPaper(person, paper, places.met(paper)));
	}

	/** [P17] What lies at the places where the item stood before; what was withdrawn there stays there. */
	async function broughtTo(spot: Spot): Promise<readonly Paper[]> {
		const papers = places.lineage.before(spot).flatMap(({ meetingId, itemId }) => store.atItem(meetingId, itemId));
		return withoutThose(papers, async (paper) => {
			if (paper.withdrawn === null) return false;
			const here = await places.of(paper);
			return here === null || !isAt(here.place, spot.meetingId);
		});
	}

	/** `at`: the meeting that asks; of one that was handed in at another, its name is told. */
	async function line(paper: Paper, person: Person, nameOf: Names, at: string | null) {
		const here: Here | null = await places.of(paper);
		const subject = here && paperSubject(paper, here.subject);
		const because = async (why: Because | null) => why && { ...why, name: await nameOf(why.personId) };
		const versions = paper.versions.map(async (version) => {
			const { hash: _, upload: __, ...told } = version;
			return { ...told, personName: await nameOf(version.personId), isLate: isLate(version) };
		});
		const { readerPersonIds, place } = paper;
		const origin =
			at !== null && place.kind === 'item' && place.meetingId !== at ? meetings.find(place.meetingId) : null;
		return {
			id: paper.id,
			place,
			from: origin ? { meetingId: origin.id, label: meetingLabel(origin) } : null,
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

function isAt(place: PaperPlace, meetingId: string): boolean {
	return place.kind === 'item' && place.meetingId === meetingId;
}

async function withoutThose(
	papers: readonly Paper[],
	isOut: (paper: Paper) => Promise<boolean>
): Promise<readonly Paper[]> {
	const out = await Promise.all(papers.map(isOut));
	return papers.filter((_, index) => !out[index]);
}
