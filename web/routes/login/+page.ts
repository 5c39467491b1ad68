import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';
import type { RoleCard } from './cards.ts';

type Options = { readonly demo: boolean; readonly cards?: readonly RoleCard[] };

/** No script: see +page.server.ts. */
export const csr = false;

export const load: PageLoad = async (event) => ({
	title: m.login_title(),
	options: await read<Options>(event, '/api/session/options')
});
