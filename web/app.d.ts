/** A step of the way to a page. */
export type Crumb = { readonly href: string; readonly text: string };

declare global {
	namespace App {
		/** What an error page knows: the code of a refusal (`shared/foundation/refusals.zh.ts`), or `fault` with its number. */
		interface Error {
			message: string;
			code?: string;
			detail?: string;
			fault?: string;
		}
		interface PageData {
			/** Shown in the tab; ` · 联席` is added. */
			title?: string;
			/** The way here, without the page itself. */
			crumbs?: readonly Crumb[];
			/** Folds the rail to icons (live room, minutes). */
			folded?: boolean;
			/** The page brings its own frame: no padding, no widest measure. */
			bare?: boolean;
		}
	}
}

// core-js ships no types; its modules are imported for what they mend.
declare module 'core-js/*';
