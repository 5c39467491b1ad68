/** Somebody as an avatar shows them. */
export type Face = {
	readonly id: string;
	readonly name: string;
	/** By order of joining; eight colours in a cycle. */
	readonly order?: number;
};
