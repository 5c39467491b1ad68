/** The front door of councils for the pages. */
export { default as CouncilForm, type Written } from './CouncilForm.svelte';
export { rhythmSentence, templateWords } from './words.ts';
