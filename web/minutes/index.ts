/**
 * Minutes as they are written. The desk brings the editor, in a chunk of its own, for who may write; a page that only
 * shows the text loads `MinutesReader.svelte` when it wants it.
 */
export { default as MinutesDesk } from './MinutesDesk.svelte';
export { default as PresentList, type Present } from './PresentList.svelte';
export type { DecisionFact } from './decisions.ts';
export type { PaperHead } from './Paper.svelte';
