import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { may } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { person } from '#shared/auth/scene.ts';
import { apply } from './apply.ts';
import { addPaper, decide, type PaperFacts } from './decide.ts';
import { paperDefaults, paperLevels, type Paper, type PaperEvent, type PaperFile } from './model.ts';
import { cleanName } from './names.ts';
import { mayFetch, mayReadPaper, paperSubject, type Met } from './views.ts';

const members = ['u-edu', 'u-police', 'u-health'];
const meeting = { councilId: 'c-1', participantUnitIds: members };
const place: Met = { action: 'meetings.read', subject: meeting };
const acting = (unitId: string): Person => person(`of-${unitId}`, { role: 'liaison', unitId });
const office = person('office', { role: 'secretary', councilId: 'c-1' });
const chair = person('chair', { role: 'convener', councilId: 'c-1' });
const observer = person('observer', { role: 'observer', councilId: 'c-1' });
const everybody = [...members.map(acting), acting('u-x'), office, chair, observer, person('nobody')];

type Step = { readonly who: Person; readonly take: (room: Room, who: Person) => void };

/** One item of the police, moved by commands that pass the same policy as at the door. */
class Room {
	readonly papers = new Map<string, Paper>();
	readonly events: PaperEvent[] = [];
	isOpen = true;
	now = 1000;

	facts(who: Person): PaperFacts {
		const unitId = 'u-police';
		const papers = this.papers.size;
		const isOffice = may(who, 'papers.erase', meeting);
		const here = { isOpen: this.isOpen, unitId, dueAt: 1020, papers };
		return { personId: who.id, at: (this.now += 1), isOffice, place: here };
	}

	record(id: string, judged: ReturnType<typeof decide>): void {
		if (!judged.ok) return;
		const paper = judged.value.reduce(apply, this.papers.get(id) ?? null);
		this.events.push(...judged.value);
		if (paper) this.papers.set(id, paper);
	}
}

const id = fc.constantFrom('p-1', 'p-2');
const file: fc.Arbitrary<PaperFile> = fc.record({
	name: fc.constantFrom('甲.pdf', '乙.pdf'),
	type: fc.constant('application/pdf'),
	bytes: fc.constant(1),
	hash: fc.constantFrom('a', 'b', 'c'),
	upload: fc.constantFrom('u1', 'u2', 'u3', 'u4')
});
const readers = {
	level: fc.constantFrom(...paperLevels),
	readerUnitIds: fc.subarray(['u-edu', 'u-x']),
	readerPersonIds: fc.subarray(['observer', 'nobody'])
};
const confirmed = fc.boolean();
const reason = fc.constantFrom('', ' ', '理由');
type Take = Step['take'];
const take: fc.Arbitrary<Take> = fc.oneof(
	fc.tuple(id, file, fc.record({ confirmed, ...readers })).map(([of, sent, wanted]): Take => (room, who) => {
		if (!may(who, 'papers.hand-in', { ...meeting, unitId: 'u-police' })) return;
		const at = { kind: 'item', meetingId: 'm-1', itemId: 'a-1' } as const;
		room.record(of, addPaper(room.papers.get(of) ?? null, { id: of, place: at, wanted }, sent, room.facts(who)));
	}),
	fc
		.tuple(
			id,
			fc.oneof(
				fc.record({ command: fc.constant('add-version' as const), confirmed }),
				fc.record({ command: fc.constant('level' as const), ...readers }),
				fc.record({ command: fc.constantFrom('withdraw' as const, 'erase' as const), reason })
			),
			file
		)
		.map(([of, command, sent]): Take => (room, who) => {
			const paper = room.papers.get(of);
			if (!paper) return;
			const action = command.command === 'erase' ? 'papers.erase' : 'papers.hand-in';
			if (may(who, action, paperSubject(paper, meeting)))
				room.record(of, decide(paper, command, sent, room.facts(who)));
		}),
	fc.boolean().map(
		(isOpen): Take =>
			(room) =>
				void (room.isOpen = isOpen)
	)
);
const story = fc.array(fc.record({ who: fc.constantFrom(...everybody), take }), { maxLength: 50 });

const tell = (steps: readonly Step[], witness: (room: Room, before: ReadonlyMap<string, Paper>) => void): void => {
	const room = new Room();
	for (const { who, take: step } of steps) {
		const before = new Map(room.papers);
		step(room, who);
		witness(room, before);
	}
};
const always = (witness: (room: Room, before: ReadonlyMap<string, Paper>) => void): void =>
	fc.assert(
		fc.property(story, (steps) => tell(steps, witness)),
		{ numRuns: 300 }
	);

/** Told a second time, without the permission table. */
function hasTheRight(who: Person, paper: Paper): boolean {
	if (who === office || who === chair) return true;
	const acts = who.holdings.flatMap((held) => ('unitId' in held ? [held.unitId] : []));
	const inCouncil = acts.some((of) => members.includes(of)) || who === observer;
	if (paper.level !== 'need-to-know') return inCouncil;
	const named = acts.some((of) => of === 'u-police' || paper.readerUnitIds.includes(of));
	return inCouncil && (named || paper.readerPersonIds.includes(who.id));
}

describe('whatever anybody asks, in whatever order', () => {
	test('[P6] exactly those whom the level admits read a paper', () => {
		always((room) => {
			for (const paper of room.papers.values())
				for (const who of everybody) expect(mayReadPaper(who, paper, [place])).toBe(hasTheRight(who, paper));
		});
	});

	test('[P8] nothing is in the book without the tick', () => {
		always((room) => {
			expect(room.events.filter((event) => 'file' in event && event.confirmed !== true)).toEqual([]);
			const versions = [...room.papers.values()].flatMap((paper) => paper.versions);
			expect(room.events.filter((event) => 'file' in event)).toHaveLength(versions.length);
		});
	});

	test('[P3] [P5] versions are counted from one, never lost, and one upload of a person is one version', () => {
		always((room, before) => {
			for (const [of, paper] of room.papers) {
				expect(paper.versions.map(({ number }) => number)).toEqual(paper.versions.map((_, index) => index + 1));
				expect(paper.versions.slice(0, before.get(of)?.versions.length)).toEqual(
					before.get(of)?.versions ?? paper.versions
				);
				const uploads = paper.versions.map(({ personId, upload }) => `${personId} ${upload}`);
				expect(new Set(uploads).size).toBe(uploads.length);
				expect(paper.versions.length).toBeLessThanOrEqual(paperDefaults.mostVersions);
			}
		});
	});

	test('[P12] [P13] withdrawn is for good and has a reason; erased is only what was withdrawn', () => {
		always((room, before) => {
			for (const [of, paper] of room.papers) {
				expect(paper.withdrawn).toEqual(before.get(of)?.withdrawn ?? paper.withdrawn);
				expect(paper.withdrawn?.reason).not.toBe('');
				expect(paper.withdrawn !== null || paper.erased === null).toBe(true);
				const fetching = everybody.filter((who) => paper.withdrawn && mayFetch(who, paper, [place]));
				expect(fetching.filter((who) => who !== office && who !== chair && who.id !== 'of-u-police')).toEqual([]);
			}
		});
	});

	test('[P2] after the end nothing comes in, and only the office changes anything', () => {
		always((room, before) => {
			if (room.isOpen) return;
			for (const [of, paper] of room.papers) {
				if (before.get(of) === paper) continue;
				expect(paper.versions).toEqual(before.get(of)?.versions);
				expect(room.events.at(-1)?.personId).toBe('office');
			}
		});
	});
});

test('[P10] a clean name stays as it is, has no path and no mark that turns it', () => {
	const unit = fc.oneof(fc.constantFrom('/', '\\', '.', ' ', '\u202e', '\u0000', 'a', '张', '😀', '.pdf'), fc.string());
	fc.assert(
		fc.property(fc.array(unit, { maxLength: 60 }), (pieces) => {
			const name = cleanName(pieces.join(''));
			expect(cleanName(name)).toBe(name);
			expect(name).not.toBe('');
			expect(name).toMatch(/^[^/\\\p{Cc}\p{Cf}<>:"|?*]+$/u);
			expect(name).not.toMatch(/^\./);
		}),
		{ numRuns: 2000 }
	);
});
