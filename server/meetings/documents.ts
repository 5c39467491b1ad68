/** The drafts of a meeting: their names, their roots, and who may open them. */
import { actionsRoots } from '#shared/actions/document.ts';
import { agendaRoots } from '#shared/agenda/document.ts';
import { may, type Action, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { minutesRoots } from '#shared/minutes/document.ts';
import { formatName, parseName } from '#shared/sync/names.ts';
import type { Sync } from '#server/sync/index.ts';

export const parts = ['agenda', 'actions', 'minutes', 'internal', 'notes'] as const;
export type Part = (typeof parts)[number];

const DOMAIN = 'meeting';

const rules = {
	agenda: { roots: agendaRoots, write: 'agenda.write', read: 'meetings.read' },
	actions: { roots: actionsRoots, write: 'actions.write', read: 'meetings.read' },
	minutes: { roots: minutesRoots, write: 'minutes.write', read: 'minutes.read' },
	internal: { roots: agendaRoots, write: 'agenda.internal', read: 'agenda.internal' },
	notes: { roots: agendaRoots, write: 'agenda.notes', read: 'agenda.notes' }
} as const satisfies Record<Part, { roots: object; write: Action; read: Action }>;

export function documentName(meetingId: string, part: Part, epoch: number): string {
	return formatName({ domain: DOMAIN, parts: [meetingId, part], epoch });
}

/** The present names, only those the person may read. */
export function documentsFor(
	person: Person,
	subject: Subject,
	nameOf: (part: Part) => string
): Partial<Record<Part, string>> {
	return Object.fromEntries(
		parts
			.filter((part) => may(person, rules[part].read, subject) || may(person, rules[part].write, subject))
			.map((part) => [part, nameOf(part)])
	);
}

type Described = {
	readonly isThere: (meetingId: string) => boolean;
	/** What `may` is asked about a meeting; null when there is none. */
	readonly subject: (meetingId: string) => Subject | null;
};

export function serveDocuments(sync: Sync, present: number, { isThere, subject }: Described): void {
	const find = (name: string): { readonly part: Part; readonly epoch: number; readonly meetingId: string } | null => {
		const parsed = parseName(name);
		const [meetingId = '', piece] = parsed?.parts ?? [];
		const part = parts.find((each) => each === piece);
		return parsed?.parts.length === 2 && part && isThere(meetingId) ? { part, epoch: parsed.epoch, meetingId } : null;
	};
	sync.serve({
		domain: DOMAIN,
		roots: (name) => {
			const found = find(name);
			return found ? rules[found.part].roots : {};
		},
		exists: (name) => {
			const found = find(name);
			if (!found || found.epoch > present) return null;
			return found.epoch === present ? 'present' : 'older';
		},
		// The seal is not asked here: whoever may write keeps that, so that a late update is kept aside and not refused.
		access: (name, person) => {
			const found = find(name);
			const about = found && subject(found.meetingId);
			if (!found || !about) return null;
			if (may(person, rules[found.part].write, about)) return 'write';
			return may(person, rules[found.part].read, about) ? 'read' : null;
		}
	});
}
