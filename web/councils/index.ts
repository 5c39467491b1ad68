/** The front door of councils for the pages. */
export { default as CouncilForm, type Written } from './CouncilForm.svelte';
export { default as SeriesFacts } from './SeriesFacts.svelte';
export { rhythmSentence, templateWords } from './words.ts';
