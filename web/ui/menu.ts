import type { IconName } from './icons.ts';

/** What a menu offers. */
export type MenuItem =
	| {
			readonly text: string;
			readonly icon?: IconName;
			/** A second line, smaller. */
			readonly note?: string;
			readonly run?: () => void;
			readonly href?: string;
			/** Given: one of a group, chosen or not. */
			readonly checked?: boolean;
			/** Why it cannot be chosen now. */
			readonly reason?: string | null;
			readonly lang?: string;
	  }
	| { readonly heading: string };
