/** The notes in localStorage of what is unsent, as far as every page needs them. What writes them is in markers.ts. */

/**
 * `late`: the document was sealed before this text arrived; it is kept apart and never sent again. `diverged`: the copy is
 * not the server's text, and is begun anew by the next visit when nothing in it is unsent.
 */
export type Marker = { readonly unsent: number; readonly late: boolean; readonly diverged?: boolean };

/** localStorage, or what stands for it in tests and where it is forbidden. */
export type Notes = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export const PREFIX = 'lianxi/draft';

export function readMarker(text: string | null): Marker {
	try {
		const read: unknown = JSON.parse(text ?? '');
		if (typeof read !== 'object' || read === null) return { unsent: 0, late: false };
		const unsent = 'unsent' in read && typeof read.unsent === 'number' ? read.unsent : 0;
		const diverged = 'diverged' in read && read.diverged === true;
		return { unsent, late: 'late' in read && read.late === true, ...(diverged && { diverged }) };
	} catch {
		// Somebody else's hand; the local copy itself is still there and is sent when opened.
		return { unsent: 0, late: false };
	}
}

/** Accounts other than this one whose text on this machine is still unsent: somebody else signed in on the same computer. */
export function othersUnsent(account: string, notes: Notes): readonly string[] {
	const keys = Array.from({ length: notes.length }, (_, index) => notes.key(index) ?? '');
	const others = keys
		.filter((key) => key.startsWith(`${PREFIX}/`) && readMarker(notes.getItem(key)).unsent > 0)
		.map((key) => decodeURIComponent(key.slice(PREFIX.length + 1).split('/')[0] ?? ''));
	return [...new Set(others)].filter((other) => other !== account);
}
