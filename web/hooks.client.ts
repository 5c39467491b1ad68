/** In the browser: a page that could not be fetched is an error page with words, not a blank one. */
import type { HandleClientError } from '@sveltejs/kit/hooks';
// oxlint-disable-next-line import/no-unassigned-import -- fixes the language before the first message is read
import './i18n/language.ts';

// Before the first page: everything else is imported after this module has been evaluated.
if (!('withResolvers' in Promise)) await import('./ui/floor.ts');

export const handleError: HandleClientError = ({ kind, error }) => {
	if (kind === 'app') return;
	if (kind === 'framework') return { code: error.status === 404 ? 'not-found' : 'bad-request' };
	// `fetch` that reached nobody.
	if (error instanceof TypeError && !navigator.onLine) return { code: 'offline' };
	return { code: 'fault', fault: `b-${Date.now().toString(36)}` };
};
