/** Ends a switch over a union: the compiler proves it whole, and a value from outside fails loudly. */
export function impossible(value: never): never {
	throw new Error(`Unforeseen case: ${JSON.stringify(value)}`);
}
