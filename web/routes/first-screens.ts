/**
 * How the build cuts the script. Left alone, the bundler makes a file for each set of pages that share a module: a room
 * came in 72 files, and what gzip knows of one does not help with the next. What the frame needs goes into one file, what
 * a room needs into two: with the workbench and the list of meetings, and alone (docs/adr/0034). The rest is cut as the
 * bundler likes.
 */
import { join } from 'node:path';

type Graph = {
	getModuleInfo(id: string): { readonly importedIds: readonly string[]; readonly code: string | null } | null;
};
type Screens = Readonly<Record<'frame' | 'room' | 'lists', ReadonlySet<string>>>;

const web = join(import.meta.dirname, '..');
const words = `${web}/i18n/paraglide/messages/`;
const pages = `${web}/routes/(app)`;
const room = `${pages}/meetings/[id]`;
const begins = {
	// SvelteKit does not start before the error page is there: a file of its own, dropped once, would leave the page dead.
	frame: [
		`${web}/routes/+layout.svelte`,
		`${web}/routes/+error.svelte`,
		`${pages}/+layout.svelte`,
		`${pages}/+layout.ts`
	],
	room: [`${room}/+page.svelte`, `${room}/+page.ts`, `${room}/LiveRoom.svelte`],
	lists: [`${pages}/+page.svelte`, `${pages}/meetings/+page.svelte`, `${pages}/meetings/+page.ts`]
};

/** The name function for the bundler's chunk groups: the file a module goes into, or null. */
export function firstScreens(): (id: string, graph: Graph) => string | null {
	let screens: Screens | null = null;
	return (id, graph) => {
		if (id.includes('\0') || id.includes('?')) return null;
		screens ??= {
			frame: needed(begins.frame, graph),
			room: needed(begins.room, graph),
			lists: needed(begins.lists, graph)
		};
		if (screens.frame.has(id)) return 'frame';
		if (!screens.room.has(id)) return null;
		return screens.lists.has(id) ? 'meetings' : 'room';
	};
}

/** All that is imported statically. The list of all messages is not followed: of messages those count that are called. */
function needed(begin: readonly string[], graph: Graph): ReadonlySet<string> {
	const modules = new Set<string>();
	const visit = (id: string): void => {
		if (modules.has(id) || id.startsWith(words)) return;
		const found = graph.getModuleInfo(id);
		if (!found) return;
		modules.add(id);
		for (const [, word] of (found.code ?? '').matchAll(/\bm\.(\w+)/g)) {
			modules.add(`${words}${word}.js`);
			// What tells one from many comes with the first text that counts.
			graph.getModuleInfo(`${words}${word}.js`)?.importedIds.forEach(visit);
		}
		found.importedIds.forEach(visit);
	};
	begin.forEach(visit);
	return modules;
}
