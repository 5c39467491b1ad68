/** Who is signed in, as `GET /api/me` says. */
import type { Person } from '#shared/auth/model.ts';

export type Me = {
	readonly person: Person;
	readonly unit: { readonly id: string; readonly name: string; readonly shortName?: string } | null;
	readonly councils: readonly { readonly id: string; readonly name: string }[];
	readonly demo: boolean;
	/** The server's clock while answering. */
	readonly now: number;
};
