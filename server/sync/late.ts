/** [S17] Updates that came after the seal: kept unread, once per content, for the domain to show. */
import { createHash } from 'node:crypto';
import type { UpdateLog } from '#server/storage/port.ts';
import type { ClosingReason } from '#shared/wire/closing.ts';

const LATE_PER_PERSON = 100;

export type LateUpdate = { readonly document: string; readonly personId: string; readonly at: number };

/** Null when this person has left enough here. Otherwise how the link ends, once the update is kept or could not be. */
export function keepLate(
	log: Pick<UpdateLog, 'lateHashes' | 'keepLate'>,
	late: LateUpdate,
	update: Uint8Array
): Promise<ClosingReason | { readonly fault: unknown }> | null {
	const hash = createHash('sha256').update(update).digest('hex');
	const kept = log.lateHashes(late.document, late.personId);
	if (kept.length >= LATE_PER_PERSON && !kept.includes(hash)) return null;
	return log.keepLate({ ...late, update: update.slice(), hash }).then(
		() => 'sealed' as const,
		(fault: unknown) => ({ fault })
	);
}
