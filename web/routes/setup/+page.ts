import { m } from '#web/i18n/paraglide/messages.js';
import type { PageLoad } from './$types.ts';

/** A link that does not work is no error page here: it has its own sentence. */
export const load: PageLoad = async ({ fetch, url }) => {
	const token = url.searchParams.get('token') ?? '';
	const answer = await fetch(`/api/setup?token=${encodeURIComponent(token)}`);
	const refused = answer.ok ? null : ((await answer.json()) as { readonly code: string; readonly detail: string });
	return { title: m.setup_title(), token, refused };
};
