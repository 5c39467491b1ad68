/** What one person may try (troublemaker.ts). */

export const troubles = [
	'gaps',
	'deep types',
	'deep values',
	'many deletes',
	'far neighbours',
	'formats',
	'pieces',
	'large updates',
	'fragments',
	'unfinished fragments',
	'a flood of letters',
	'a flood of presence',
	'questions for everything',
	'idle upgrades',
	'coming and going'
] as const;
export type Trouble = (typeof troubles)[number];

export type Order = {
	readonly trouble: Trouble;
	readonly url: string;
	readonly name: string;
	readonly cookie: string;
	readonly ms: number;
};
