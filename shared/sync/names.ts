/** Document names: `DOMAIN:ID:PART:EPOCH`, or `DOMAIN:ID:EPOCH` for a domain with one part. See docs/protocol.md. */
export type DocumentName = {
	readonly domain: string;
	/** Everything between domain and epoch, split at the colons: ["m-4", "agenda"]. */
	readonly parts: readonly string[];
	readonly epoch: number;
};

const PART = /^[A-Za-z0-9._-]{1,64}$/;

/** A crowd opens one document, and each of its links is judged by the name several times. */
let latest: { readonly text: string; readonly name: DocumentName | null } = { text: '', name: null };

/** Null for anything that is not a name; the caller answers 4404. */
export function parseName(text: string): DocumentName | null {
	if (text !== latest.text) latest = { text, name: read(text) };
	return latest.name;
}

function read(text: string): DocumentName | null {
	const pieces = text.split(':');
	const epoch = Number(pieces.at(-1));
	if (pieces.length < 3 || pieces.length > 5) return null;
	if (!pieces.every((piece) => PART.test(piece)) || !Number.isSafeInteger(epoch) || epoch < 1) return null;
	if (String(epoch) !== pieces.at(-1)) return null;
	return { domain: pieces[0] ?? '', parts: pieces.slice(1, -1), epoch };
}

export function formatName(name: DocumentName): string {
	return [name.domain, ...name.parts, name.epoch].join(':');
}
