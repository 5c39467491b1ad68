/** Signing in works before (and without) script too: the form posts here. With script the page asks the API itself. */
import { fail, redirect } from '@sveltejs/kit';
import { send } from '#web/live/api.ts';
import type { Actions } from './$types.ts';
import { wayOn } from './way-on.ts';

export const actions: Actions = {
	default: async ({ request, fetch, url }) => {
		const form = await request.formData();
		const account = String(form.get('account') ?? '');
		const answer = await send('POST', '/api/session', { account, password: String(form.get('password') ?? '') }, fetch);
		if (!answer.ok) return fail(401, { account, detail: answer.refusal.detail ?? answer.refusal.code });
		redirect(303, wayOn(url));
	}
};
