/**
 * Minutes as they are written. `MinutesReader` is all a participant's page needs; `MinutesDesk` brings the editor, in a
 * chunk of its own, for who may write.
 */
export { default as MinutesDesk } from './MinutesDesk.svelte';
export { default as MinutesReader } from './MinutesReader.svelte';
export { default as PresentList, type Present } from './PresentList.svelte';
export type { DecisionFact } from './decisions.ts';
export type { PaperHead } from './Paper.svelte';
