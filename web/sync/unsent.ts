/**
 * Text of an account that is still only on this machine: what to ask before signing out, and how to send, take along or
 * throw away. Loaded when it is needed, not with every page.
 */
import * as Y from 'yjs';
import type { OpenDocument } from './document.svelte.ts';
import { openLocalStore, removeLocal, type OpenLocalStore } from './local-store.ts';
import { Markers, type UnsentDocument } from './markers.ts';
import type { Notes } from './notes.ts';

export type { UnsentDocument };

type Here = { readonly notes?: Notes; readonly openLocalStore?: OpenLocalStore };

function markersOf(account: string, here: Here): Markers {
	return new Markers(account, here.notes ?? localStorage);
}

/** Documents with text that the server does not have. */
export function unsent(account: string, here: Here = {}): readonly UnsentDocument[] {
	return markersOf(account, here)
		.documents()
		.filter((document) => document.unsent > 0 || document.late);
}

/** Throws the local copy of one document away. */
export async function discard(account: string, name: string, here: Here = {}): Promise<void> {
	const markers = markersOf(account, here);
	await removeLocal(account, name);
	markers.remove(name, markers.tabs(name));
}

/** After signing out: removes every copy of the account whose text is all on the server. */
export async function forgetSent(account: string, here: Here = {}): Promise<void> {
	const sent = markersOf(account, here)
		.documents()
		.filter((document) => document.unsent === 0 && !document.late);
	for (const { name } of sent) await discard(account, name, here);
}

/** Resolves with true when everything in the open document is on the server, false after `ms`. */
export function sendAll(document: OpenDocument, ms: number): Promise<boolean> {
	return new Promise((resolve) => {
		const end = (answer: boolean): void => {
			clearInterval(look);
			clearTimeout(giveUp);
			resolve(answer);
		};
		const look = setInterval(() => {
			if (document.status.kind === 'saved') end(true);
			if (document.status.kind === 'refused') end(false);
		}, 100);
		const giveUp = setTimeout(() => end(false), ms);
	});
}

/** As Yjs types what stands at the root of a document. */
type Root = Y.Doc['share'] extends Map<string, infer Type> ? Type : never;

/* oxlint-disable no-underscore-dangle -- nobody here knows the roots of a domain, so their kind is read off their content */
function rootText(doc: Y.Doc, name: string, type: Root): unknown {
	if (type._map.size > 0) return doc.getMap(name).toJSON();
	const first = type._start?.content;
	const isXml = first instanceof Y.ContentType && first.type instanceof Y.XmlFragment;
	return isXml ? doc.getXmlFragment(name).toString() : doc.getArray(name).toJSON();
}
/* oxlint-enable no-underscore-dangle */

/** The local copy as JSON: readable text, and the update itself for whoever can merge it. */
export async function exportLocal(account: string, name: string, here: Here = {}): Promise<string> {
	const doc = new Y.Doc();
	const store = (here.openLocalStore ?? openLocalStore)(account, name, doc);
	await store.ready;
	const text = Object.fromEntries([...doc.share].map(([root, type]) => [root, rootText(doc, root, type)]));
	const update = btoa(Array.from(Y.encodeStateAsUpdate(doc), (byte) => String.fromCharCode(byte)).join(''));
	await store.close();
	doc.destroy();
	return JSON.stringify({ document: name, account, text, update }, null, '\t');
}
