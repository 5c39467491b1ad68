/** What one connection may ask of a document. Both sides know these numbers, so that the client never walks into them. */
export const limits = {
	/** One update or step 2, in bytes; more is closed with 4413. */
	updateBytes: 1024 * 1024,
	/** A whole document; a fuller one takes small changes only, larger ones are closed with 4413. */
	documentBytes: 32 * 1024 * 1024,
	/** A state vector: more writers than a document ever has. */
	vectorBytes: 256 * 1024,
	/** Structs and deleted ranges in one update. */
	updateParts: 25_000,
	/** How deep types and values may nest. */
	depth: 32,
	/** Names of fields and marks. */
	keyLength: 256,
	/** One person's presence as JSON. */
	presenceBytes: 4096,
	framesPerSecond: 60,
	framesBurst: 200,
	linksPerPerson: 20,
	/** Bytes of one person's updates, over all links: at once, and from then on. */
	bytesBurst: 16 * 1024 * 1024,
	bytesPerSecond: 256 * 1024,
	/** Nothing heard for 30 s makes a stock y-websocket client hang up, so the server says something before. */
	quietMs: 20_000
} as const;
