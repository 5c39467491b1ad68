/** Shows a look at once and keeps it for the next page. */
import { looksCookie, type Looks } from './looks.ts';

export function showLooks(looks: Looks): void {
	document.cookie = looksCookie(looks);
	const page = document.documentElement;
	page.dataset['look'] = looks.theme;
	page.dataset['text'] = looks.text;
	page.dataset['theme'] = looks.theme === 'auto' ? ofTheSystem() : looks.theme;
}

/** The twin of the script in app.html. */
function ofTheSystem(): 'light' | 'dark' | 'contrast' {
	if (matchMedia('(prefers-contrast: more)').matches) return 'contrast';
	return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** While "as the system" is chosen, the page follows it. Answers how to stop. */
export function followSystem(): () => void {
	const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) => matchMedia(query));
	const changed = (): void => {
		const page = document.documentElement;
		if (page.dataset['look'] === 'auto') page.dataset['theme'] = ofTheSystem();
	};
	for (const query of queries) query.addEventListener('change', changed);
	return () => {
		for (const query of queries) query.removeEventListener('change', changed);
	};
}
