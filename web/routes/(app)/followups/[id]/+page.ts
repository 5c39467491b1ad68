import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { FileAnswer } from '#web/followups/file.svelte.ts';
import { perhaps } from '../../perhaps.ts';
import type { PageLoad } from './$types.ts';

type People = {
	readonly people: readonly { readonly id: string; readonly name: string; readonly unitId: string }[];
};

/** Names stand with the council (its office) and the meeting (its units' people); who may read neither sees units only. */
export const load: PageLoad = async (event) => {
	const { fetch, params } = event;
	const file = await read<FileAnswer>(event, `/api/followups/${params.id}`);
	const { councilId, meetingId } = file.followup.source;
	const [council, meeting] = await Promise.all([
		perhaps<People>(fetch, `/api/councils/${councilId}`),
		perhaps<People>(fetch, `/api/meetings/${meetingId}/attendance`)
	]);
	return {
		title: file.followup.source.label,
		crumbs: [{ href: '/followups', text: m.followups_title() }],
		file,
		people: [...(meeting?.people ?? []), ...(council?.people ?? [])]
	};
};
