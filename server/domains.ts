/** Opens the domains in the order in which they stand on each other. Part of the composition root. */
import type { Person } from '#shared/auth/model.ts';
import { openAgenda } from '#server/agenda/index.ts';
import { openDecisions } from '#server/decisions/index.ts';
import { cards } from '#server/demonstration/county.ts';
import { fillDemonstration } from '#server/demonstration/index.ts';
import { openEvaluations } from '#server/evaluations/index.ts';
import { openExports } from '#server/exports/index.ts';
import { openFloor } from '#server/floor/index.ts';
import { openFollowups } from '#server/followups/index.ts';
import type { Grounds } from '#server/grounds.ts';
import { openMeetings } from '#server/meetings/index.ts';
import { openMinutes } from '#server/minutes/index.ts';
import { openPapers } from '#server/papers/index.ts';
import { openPeople } from '#server/people/index.ts';
import { openReady } from '#server/ready/index.ts';
import { openScreen } from '#server/screen/index.ts';
import { openSetup, type Setup } from '#server/setup/index.ts';
import { openTopics } from '#server/topics/index.ts';
import { openUnits } from '#server/units/index.ts';
import { openVotes } from '#server/votes/index.ts';
import { may } from '#shared/auth/may.ts';

export type Domains = {
	readonly setup: Setup;
	/** Fills an empty folder; false, and nothing done, when anything is there. */
	demonstrate(): Promise<boolean>;
	isDemonstration(): Promise<boolean>;
	/** Units that take part in a meeting; `live` names the one that is live. */
	participantUnits(meeting: string): Promise<readonly string[]>;
	rootUnitId(): string;
	/** What /api/me says beyond the person. */
	about(person: Person): Promise<Record<string, unknown>>;
	signInOptions(): Promise<Record<string, unknown>>;
};

export type DomainsOptions = { readonly countIds: (prefix: string | null) => void };

export function openDomains(grounds: Grounds, { countIds }: DomainsOptions): Domains {
	const { auth } = grounds;
	const units = openUnits(grounds);
	openPeople(grounds, { units });
	const councils = { council: units.council, councils: units.councils, units: units.all };
	const meetings = openMeetings(grounds, { units });
	openExports(grounds, { meetings, units });
	openMinutes(grounds, { meetings });
	const floor = openFloor(grounds, { meetings });
	openReady(grounds, { meetings });
	const topics = openTopics(grounds, { units, meetings });
	const votes = openVotes(grounds, { meetings });
	const decisions = openDecisions(grounds, { meetings, councils });
	const followups = openFollowups(grounds, { councils });
	const agenda = openAgenda(grounds, { meetings, units, decisions, followups });
	const papers = openPapers(grounds, { units, meetings, topics, agenda });
	openScreen(grounds, {
		meetings,
		units,
		floor: floor.of,
		votes: votes.of,
		decisions: decisions.ofMeeting,
		papers: papers.namesAt,
		changes: [meetings.heard, meetings.heardArrivals, floor.heard, votes.heard, decisions.heard, papers.heard]
	});
	openEvaluations(grounds, { councils, followups });
	let filling: Promise<boolean> | null = null;

	const fill = async (): Promise<boolean> => {
		if ((await auth.setting('demonstration')) === 'filling') {
			throw new Error(
				'Filling the demonstration was interrupted here. Remove this data folder, or use another --data.'
			);
		}
		if (units.all().length > 0 || (await auth.anybody())) return false;
		await auth.set('demonstration', 'filling');
		await fillDemonstration(grounds, {
			foundCounty: async ({ units: added, council: { id, ...council }, at }) => {
				const by = { person: null, at };
				const steps = [
					await units.add(
						added.map((unit) => ({ ...unit, successorId: null })),
						by
					),
					await units.found(id, { ...council, memberUnitIds: [...council.memberUnitIds] }, by)
				];
				for (const step of steps) if (!step.ok) throw new Error(`the county: ${step.refusal.code}`);
			},
			schedule: (id, { councilId, ...meeting }, by) => meetings.schedule(councilId, { id, ...meeting }, by),
			receive: papers.receive,
			countIds
		});
		await auth.set('demonstration', 'yes');
		return true;
	};
	const demonstrate = (): Promise<boolean> => {
		filling ??= fill().finally(() => {
			filling = null;
		});
		return filling;
	};
	const isDemonstration = async (): Promise<boolean> => (await auth.setting('demonstration')) === 'yes';

	return {
		setup: openSetup(grounds, { foundCounty: units.foundCounty, demonstrate }),
		demonstrate,
		isDemonstration,
		participantUnits: async (meeting) => {
			const id = meeting === 'live' ? (await meetings.inState('live')).at(-1) : meeting;
			return id === undefined ? [] : meetings.participantUnitIds(id);
		},
		rootUnitId: () => units.rootUnitId() ?? 'u-county',
		about: async (person) => ({
			unit: units.unit(person.unitId),
			councils: units
				.councils()
				.filter(({ id }) => may(person, 'councils.read', units.councilSubject(id) ?? undefined))
				.map(({ id, name }) => ({ id, name })),
			demo: await isDemonstration()
		}),
		signInOptions: async () => {
			const demo = await isDemonstration();
			const people = demo
				? await auth.people(
						'account',
						cards.map(({ account }) => account)
					)
				: [];
			return {
				demo,
				setUp: await auth.anybody(),
				cards: cards.flatMap(({ account, role }) => {
					const person = people.find((one) => one.account === account);
					return person ? [{ account, role, name: person.name, unit: units.unit(person.unitId)?.shortName ?? '' }] : [];
				})
			};
		}
	};
}
