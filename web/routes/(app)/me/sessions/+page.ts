import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';

type Session = {
	readonly id: string;
	readonly current: boolean;
	readonly createdAt: number;
	readonly lastSeenAt: number;
	/** What the browser calls itself. */
	readonly device: string;
};

export const load: PageLoad = async (event) => ({
	title: m.sessions_title(),
	crumbs: [{ href: '/me', text: m.me_title() }],
	sessions: (await read<{ items: readonly Session[] }>(event, '/api/me/sessions')).items
});
