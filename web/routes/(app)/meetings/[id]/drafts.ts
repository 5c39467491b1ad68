/** The drafts of a meeting, with all that editing together needs: a chunk of its own, fetched after the first paint. */
import { ActionsDraft } from '#web/actions/actions-draft.svelte.ts';
import { AgendaDraft } from '#web/agenda/agenda-draft.svelte.ts';
import type { Live } from '#web/live/live.svelte.ts';
import { newKey } from '#web/live/wire.ts';
export { savedWords } from '#web/sync/saved-words.ts';
import { openDocument, type OpenDocument } from '#web/sync/index.ts';

type Asked = {
	readonly live: Live;
	readonly person: { readonly account: string };
	readonly data: {
		readonly reading: {
			readonly documents: Readonly<Partial<Record<'agenda' | 'actions' | 'minutes' | 'internal', string>>>;
		};
	};
	readonly mayWriteAgenda: boolean;
	readonly mayWriteActions: boolean;
};

export type Drafts = {
	readonly agenda: AgendaDraft | null;
	readonly actions: ActionsDraft | null;
	/** Read here; written on its own page. */
	readonly minutes: OpenDocument | null;
	/** Follows and, at the end, closes them all. */
	start(): () => void;
};

/** Long enough for a whole meeting's worth of items, short enough to be read in a log. */
const newId = (): string => newKey().slice(0, 16);

export function openDrafts({ live, person, data, mayWriteAgenda, mayWriteActions }: Asked): Drafts {
	const names = data.reading.documents;
	const open = (name: string | undefined, isReader: boolean): OpenDocument | null =>
		name === undefined ? null : openDocument({ name, account: person.account, isReader, live });
	const opened = [
		open(names.agenda, !mayWriteAgenda),
		open(names.actions, !mayWriteActions),
		open(names.minutes, true),
		// Who has its name may write in it.
		open(names.internal, false)
	];
	const [agendaDocument, actionsDocument, minutes = null, internal = null] = opened;
	const agenda = agendaDocument ? new AgendaDraft(agendaDocument, newId, internal) : null;
	const actions = actionsDocument ? new ActionsDraft(actionsDocument, newId) : null;
	return {
		agenda,
		actions,
		minutes,
		start: () => {
			const stops = [agenda?.start(), actions?.cards.start()];
			return () => {
				for (const stop of stops) stop?.();
				for (const one of opened) void one?.close();
			};
		}
	};
}
