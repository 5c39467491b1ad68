/** A second reading of a page: what cannot be read is left out, and the page says so in its place. */
export async function perhaps<Value>(ask: typeof fetch, path: string): Promise<Value | null> {
	try {
		const answer = await ask(path);
		return answer.ok ? ((await answer.json()) as Value) : null;
	} catch {
		// The network did not carry it; the first reading of the page has its own error.
		return null;
	}
}
