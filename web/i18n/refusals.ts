/** A refusal as the person reads it. Whoever only has an HTTP answer shows its `detail` instead and spares the two tables. */
import { inWords } from '#shared/foundation/words.ts';
import { refusalsZh } from '#shared/foundation/refusals.zh.ts';
import type { Refusal, RefusalCode } from '#shared/foundation/result.ts';
import { language } from './language.ts';
import { m } from './paraglide/messages.js';

/** What comes over the wire: a refusal, a fault with its number, or the silence of a lost network. */
export type Refused = {
	readonly code: string;
	readonly params?: Refusal['params'];
	readonly fields?: readonly string[];
	/** Worded by the server already. */
	readonly detail?: string;
};

export function sentence(refused: Refused): string {
	if (refused.detail !== undefined) return refused.detail;
	if (refused.code === 'offline') return m.refusal_offline();
	if (!isCode(refused.code)) return m.refusal_fault({ fault: String(refused.params?.['fault'] ?? refused.code) });
	return inWords({ code: refused.code, ...(refused.params && { params: refused.params }) }, language());
}

function isCode(code: string): code is RefusalCode {
	return Object.prototype.hasOwnProperty.call(refusalsZh, code);
}
