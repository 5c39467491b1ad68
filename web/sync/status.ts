/** What the page says of a document: 已保存, 保存中, 已存在本机 n 处待提交, 连接中, or why the server does not take it. */
import type { ClosingReason } from '#shared/wire/closing.ts';

export type DocumentStatus =
	/** Not in step with the server yet, and nothing of ours waits. */
	| { readonly kind: 'connecting' }
	| { readonly kind: 'saved' }
	| { readonly kind: 'sending'; readonly unsaved: number }
	/** Only here. `kept`: it survives closing the tab. `full`: the server has no room for it now. */
	| { readonly kind: 'local'; readonly unsaved: number; readonly kept: boolean; readonly full?: true }
	/** This copy is another text than the server's, and saying so to each other again did not help. Nothing is lost. */
	| { readonly kind: 'diverged' }
	/** The server will not take it as things are. `unsaved` texts are still here. */
	| {
			readonly kind: 'refused';
			readonly reason: ClosingReason | 'unknown';
			readonly unsaved: number;
			readonly kept: boolean;
	  };

/** What is known of a link at a moment. */
export type LinkFacts = {
	/** Connected, and both sides have exchanged what they had. */
	readonly inStep: boolean;
	readonly unsaved: number;
	/** Since when something is unsaved, and when the server last said anything; epoch ms. */
	readonly unsavedSince: number;
	readonly heardAt: number;
	readonly kept: boolean;
	/** Own edits on their way into the local copy. */
	readonly writing: number;
	readonly refused: ClosingReason | 'unknown' | null;
	/** It closed for want of space, and has stored nothing of ours since. */
	readonly full: boolean;
	/** Compared with the server's text in vain (agreement.ts). */
	readonly diverged: boolean;
};

const UNANSWERED_MS = 10_000;
/** Well over a second under five: the page looks once a second, and a busy one a little later. */
const SILENT_MS = 3700;

/** [W4] Nothing is called "sending" that has waited for ten seconds, or for nearly four without a word from the server. */
export function statusOf(facts: LinkFacts, now: number): DocumentStatus {
	const { inStep, unsaved, writing, refused } = facts;
	if (refused) return { kind: 'refused', reason: refused, unsaved, kept: facts.kept && writing === 0 };
	if (unsaved === 0) return { kind: facts.diverged ? 'diverged' : inStep ? 'saved' : 'connecting' };
	const waited = now - facts.unsavedSince;
	const silent = Math.min(waited, now - facts.heardAt);
	if (facts.full || !inStep || waited >= UNANSWERED_MS || silent >= SILENT_MS) {
		// What is said to be kept is counted when it is, so that the word does not flicker at every key.
		const kept = facts.kept && unsaved > writing;
		return { kind: 'local', unsaved: kept ? unsaved - writing : unsaved, kept, ...(facts.full && { full: true }) };
	}
	return facts.diverged ? { kind: 'diverged' } : { kind: 'sending', unsaved };
}
