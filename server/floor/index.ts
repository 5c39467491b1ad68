/**
 * The speaking queue of each meeting. The meeting is read while judging and expected unchanged when something is recorded,
 * so nobody is given the floor on an item that was left, or after the end. That an item was left is recorded here soon
 * after; whoever reads in between reads the floor as of the meeting, and sees the same.
 */
import type { Attendance } from '#shared/attendance/model.ts';
import type { Action, Subject } from '#shared/auth/may.ts';
import { apply, quietFloor } from '#shared/floor/apply.ts';
import { floorSchemas, type FloorCommand, type FloorVerb } from '#shared/floor/commands.ts';
import { decide, type FloorMeeting } from '#shared/floor/decide.ts';
import type { Floor, FloorEvent } from '#shared/floor/model.ts';
import { asOf, queue, record, untold } from '#shared/floor/views.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import type { MeetingEvent } from '#shared/meetings/model.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook } from '#server/storage/book.ts';

export type FloorOthers = {
	readonly meetings: {
		find(id: string): FloorMeeting | null;
		subject(id: string): Subject | null;
		attendance(id: string): Pick<Attendance, 'checkIns'>;
		/** What a meeting was read from, to be expected unchanged. */
		live(id: string): { readonly streams: readonly { readonly stream: string; readonly version: number }[] } | null;
		heard(listener: (id: string, event: MeetingEvent) => void): void;
	};
};

/** For domains that show it beside something else. */
export type Floors = {
	of(meetingId: string): Floor;
	heard(listener: (meetingId: string) => void): void;
};

const policies: Readonly<Record<FloorVerb, Action>> = {
	raise: 'meetings.attend',
	withdraw: 'meetings.attend',
	end: 'meetings.attend',
	give: 'meetings.turn',
	pause: 'meetings.turn',
	resume: 'meetings.turn',
	remove: 'meetings.turn',
	arrange: 'meetings.turn'
};

export function openFloor({ storage, doors, outbox, clock, log }: Grounds, { meetings }: FloorOthers): Floors {
	const book = openBook<Floor, FloorEvent>(storage, { domain: 'floor', empty: () => quietFloor, apply });
	doors.stream({ domain: 'floor', may: 'meetings.read', of: meetings.subject, book });

	const serve = <Verb extends FloorVerb>(verb: Verb): void =>
		doors.command({
			name: `floor/${verb}`,
			body: floorSchemas[verb],
			may: policies[verb],
			of: meetings.subject,
			run: async ({ id, body, person, at, key }) => {
				// The body was checked by this verb's schema a moment ago; the compiler cannot follow the key there.
				const command = { command: verb, ...body } as unknown as FloorCommand;
				const told = await book.command(
					id,
					{ person, at, key, body: command, alsoExpect: () => streamOf(id) },
					(floor) => {
						const meeting = meetings.find(id);
						if (!meeting) return refuse('not-found');
						return decide(floor, command, {
							person,
							at,
							meeting,
							here: hereIn(id, person.id),
							isThere: (who) => hereIn(id, who) !== null
						});
					}
				);
				return told.ok ? done({ seq: told.value.seq, events: told.value.events }) : told;
			}
		});
	for (const verb of Object.keys(floorSchemas) as FloorVerb[]) serve(verb);

	doors.get({
		url: '/api/floor/:id',
		may: 'meetings.read',
		of: ({ id = '' }) => meetings.subject(id),
		summary: 'The speaking queue of a meeting, and who spoke for which unit, on which item, of which kind, how long.',
		run: ({ params: { id = '' }, at }) => {
			const meeting = meetings.find(id);
			if (!meeting) return refuse('not-found');
			const { version, state } = book.read(id);
			const floor = asOf(state, meeting);
			return done({ seq: version, ...floor, queue: queue(floor), record: record(floor, at) });
		}
	});

	meetings.heard((id, { type }) => {
		// The outbox tells the end again after a kill; an item that was left is told with the next command at the latest.
		if (type === 'item-left')
			void settle(id).catch((cause: unknown) => log.error({ err: cause, id }, 'floor not settled'));
	});
	outbox.on('meetings/ended', (payload) => settle((payload as { readonly meetingId: string }).meetingId));
	return { of: (id) => book.read(id).state, heard: (listener) => book.heard((id) => listener(id)) };

	/** [F5] [F8] Records what the meeting has ended, once. */
	async function settle(id: string): Promise<void> {
		await book.command(id, { person: null, at: clock() }, (floor) => {
			const meeting = meetings.find(id);
			return done(meeting ? untold(floor, meeting) : []);
		});
	}

	/** The meeting only: five hundred people checking in must not make a hand look again and again. */
	function streamOf(id: string) {
		return (meetings.live(id)?.streams ?? []).filter(({ stream }) => stream === `meetings:${id}`);
	}

	function hereIn(id: string, personId: string): { readonly unitId: string | null } | null {
		const found = meetings.attendance(id).checkIns.find((each) => each.personId === personId);
		return found && found.left === null ? { unitId: found.unitId } : null;
	}
}
