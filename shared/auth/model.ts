/** Who somebody is and in which capacity. Roles are held in a council or a unit, never globally except administrator. */

export const councilRoles = ['convener', 'deputy', 'secretary', 'supervising-leader', 'evaluator', 'observer'] as const;
export const unitRoles = ['member', 'liaison'] as const;

export type CouncilRole = (typeof councilRoles)[number];
export type UnitRole = (typeof unitRoles)[number];

export type Holding =
	| { readonly role: CouncilRole; readonly councilId: string }
	| { readonly role: UnitRole; readonly unitId: string }
	| { readonly role: 'administrator' };

export type Role = Holding['role'];

export type Person = {
	readonly id: string;
	readonly account: string;
	readonly name: string;
	/** Where the person works. Somebody of the office works in the lead department. */
	readonly unitId: string;
	readonly post: string;
	readonly holdings: readonly Holding[];
};

/** Everything a judge may know of the asker: who, and when by the server's clock. */
export type Asker = { readonly person: Person; readonly at: number };
