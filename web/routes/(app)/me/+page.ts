import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';

type Feed = { readonly madeAt: number; readonly readAt: number | null } | null;

export const load: PageLoad = async (event) => ({
	title: m.me_title(),
	feed: (await read<{ readonly feed: Feed }>(event, '/api/me/calendar')).feed
});
