/** The front door of people for the pages. */
export { default as PersonForm, type Written } from './PersonForm.svelte';
export type { Place } from './roles.ts';
