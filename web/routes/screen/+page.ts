import { m } from '#web/i18n/paraglide/messages.js';
import type { PageLoad } from './$types.ts';

/** Nothing is read here: the browser in the hall has a key, and no session. */
export const load: PageLoad = () => ({ title: m.screen_title() });
