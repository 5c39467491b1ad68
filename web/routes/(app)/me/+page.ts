import { m } from '#web/i18n/paraglide/messages.js';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = () => ({ title: m.me_title() });
