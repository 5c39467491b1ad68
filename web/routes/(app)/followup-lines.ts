/** A row of `GET /api/followups`, as far as the workbench reads it. */
import type { LightColour } from '#shared/followups/model.ts';
import type { LightKind } from '#web/ui/Light.svelte';

export type FollowupLine = {
	readonly id: string;
	readonly label?: string;
	readonly text: string;
	readonly state: string;
	readonly light?: { readonly colour: LightColour; readonly text?: string } | LightColour;
	readonly dueOn?: string | null;
	readonly unitName?: string;
};

export type FollowupList = { readonly items: readonly FollowupLine[]; readonly next: string | null };

export function lightKind({ light, state }: FollowupLine): LightKind {
	const colour = typeof light === 'object' ? light.colour : (light ?? 'grey');
	if (colour !== 'grey') return colour;
	return state === 'paused' ? 'paused' : 'closed';
}
