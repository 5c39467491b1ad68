/**
 * Why a document connection ends, and whether to come back.
 * 4400–4499: not until something changes; 4500–4599: try again with back-off. The stock y-websocket client keeps to this.
 */
export const closing = {
	malformed: 4400,
	'not-signed-in': 4401,
	'not-allowed': 4403,
	'no-such-document': 4404,
	'too-slow': 4408,
	sealed: 4409,
	'too-large': 4413,
	'too-many': 4429,
	internal: 4500,
	restarting: 4503,
	storage: 4507
} as const;

export type ClosingReason = keyof typeof closing;
export type ClosingCode = (typeof closing)[ClosingReason];
