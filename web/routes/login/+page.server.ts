/**
 * Signing in is a plain form: the page ships no script at all, so it is there at once on the oldest computer, and nothing
 * typed before a script arrives can go astray.
 */
import { fail, redirect, type Cookies } from '@sveltejs/kit';
import { send } from '#web/live/api.ts';
import { looksFrom, looksValue } from '#web/ui/looks.ts';
import type { Actions } from './$types.ts';
import { wayOn } from './way-on.ts';

/** Every account of the demonstration county has it; it stands on the page's own documentation. */
const DEMO_PASSWORD = 'lianxi-demo';

const YEAR = 31_536_000;

function keep(cookies: Cookies, name: string, value: string): void {
	cookies.set(name, value, { path: '/', maxAge: YEAR, sameSite: 'lax', httpOnly: false, secure: false });
}

async function signIn(
	{ fetch, url }: { readonly fetch: typeof globalThis.fetch; readonly url: URL },
	account: string,
	password: string
) {
	const answer = await send('POST', '/api/session', { account, password }, fetch);
	if (!answer.ok) return fail(401, { account, refusal: answer.refusal });
	redirect(303, wayOn(url));
}

export const actions: Actions = {
	account: async (event) => {
		const form = await event.request.formData();
		return signIn(event, String(form.get('account') ?? '').trim(), String(form.get('password') ?? ''));
	},
	card: async (event) => {
		const form = await event.request.formData();
		return signIn(event, String(form.get('card') ?? ''), DEMO_PASSWORD);
	},
	looks: async ({ request, cookies, url }) => {
		const form = await request.formData();
		const looks = looksFrom(cookies.get('looks'));
		const theme = String(form.get('theme') ?? looks.theme);
		const text = String(form.get('text') ?? looks.text);
		keep(cookies, 'looks', looksValue(looksFrom(`${theme}.${text}.${looks.folded ? 'folded' : 'open'}`)));
		const language = form.get('language');
		if (language === 'zh-CN' || language === 'en') keep(cookies, 'PARAGLIDE_LOCALE', language);
		redirect(303, `/login?to=${encodeURIComponent(wayOn(url))}`);
	}
};
