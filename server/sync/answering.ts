/** [S5] [S44] What somebody who asks is sent: from what is on disk only, one answer at a time, and paid for. */
import { limits } from '#shared/sync/limits.ts';
import type { ClosingReason } from '#shared/wire/closing.ts';
import type { Draft } from './draft.ts';
import type { Link } from './link.ts';

/** Going through a text for an answer counts like parts of an update: so many bytes like one, and never like all one has. */
const WALKED_PER_PART = 64;
const DEAREST_ANSWER = 50_000;

/** Null when the answer is on its way, or waits until the last one was read; otherwise why the link is closed. */
export function answer(draft: Draft, link: Link, vector: Uint8Array, at: number): ClosingReason | null {
	if (vector.length > limits.vectorBytes) return 'too-large';
	// A vector is walked through like an update; an entry takes about eight bytes.
	if (!link.allowance.parts.take(vector.length >> 3, at)) return 'too-many';
	if (link.waitFor(vector, at)) return null;
	const made = answerTo(draft, vector);
	if (!made) return 'malformed';
	const bytes = made.parcels.reduce((sum, { length }) => sum + length, 0);
	const parts = Math.min(DEAREST_ANSWER, Math.ceil(made.walked / WALKED_PER_PART));
	if (!link.allowance.answers.take(bytes, at) || !link.allowance.parts.take(parts, at)) return 'too-many';
	link.answer(vector, made.parcels);
	if (link.state.kind === 'greeted') link.state = { kind: 'following' };
	else if (link.state.kind === 'behind') link.state = { ...link.state, vector };
	return null;
}

/** Null for what is no state vector. */
function answerTo(draft: Draft, vector: Uint8Array): ReturnType<Draft['answer']> | null {
	try {
		return draft.answer(vector);
	} catch {
		// lib0 at the end of the bytes: the sender's doing.
		return null;
	}
}
