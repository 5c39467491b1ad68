/** Drafts in the browser: open one, and it tells what is saved, who is there, and waits while somebody composes. */
export { openDocument, type Face, type OpenDocument, type OpenOptions } from './document.svelte.ts';
export type { DocumentStatus } from './status.ts';
