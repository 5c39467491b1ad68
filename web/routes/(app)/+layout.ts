import { read } from '#web/live/api.ts';
import type { Me } from '#web/live/me.ts';
import type { LayoutLoad } from './$types.ts';

/** Everything inside is for somebody who is signed in. */
export const load: LayoutLoad = async ({ fetch, url }) => ({
	me: await read<Me>({ fetch, url }, '/api/me')
});
