/** How a link ends whose update was refused. */
import type { ClosingReason } from '#shared/wire/closing.ts';
import type { Applied } from './draft.ts';

const TOO_LARGE = ['too-large', 'too-many-clients', 'too-costly', 'full'] as const;

/** Odd text is `malformed`; writing under somebody else's id is not allowed; too much is too large. */
export function reasonOf(fault: Extract<Applied, { kind: 'refused' }>['fault']): ClosingReason {
	if (fault === 'foreign-client-id') return 'not-allowed';
	return TOO_LARGE.some((each) => each === fault) ? 'too-large' : 'malformed';
}
