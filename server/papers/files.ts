/**
 * Bytes of papers in the data folder: what is still coming, by person and upload, and what was kept, by the hash of its
 * content. Knows no row and no right. What the book does not name is nobody's and goes at the next start.
 */
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { paperDefaults } from '#shared/papers/model.ts';

/** How long an upload that was broken off can be taken up again. */
const KEPT_MS = 24 * 3_600_000;
export const MOST_UNDER_WAY = 5;

/** `of`: how large the whole shall be, as the sender promised; more is not taken. */
export type Piece = { readonly at: number; readonly of: number; readonly source: Readable };
/** `at`: how many bytes there are now. */
export type Received = { readonly kind: 'received' | 'elsewhere' | 'too-large' | 'too-many'; readonly at: number };
export type PaperFiles = ReturnType<typeof openPaperFiles>;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

export function openPaperFiles(folder: string) {
	const incoming = join(folder, 'incoming');
	mkdirSync(incoming, { recursive: true });
	const receiving = new Map<string, { stop: () => void; done: Promise<unknown> }>();
	const keeping = new Map<string, Promise<unknown>>();
	const partOf = (personId: string, upload: string): string =>
		join(incoming, `${digest(personId)}-${digest(upload)}.part`);
	const isOf = (personId: string, path: string): boolean => path.startsWith(join(incoming, digest(personId)));
	const pathOf = (hash: string): string => join(folder, hash.slice(0, 2), hash);
	const sizeOf = (path: string): Promise<number> =>
		stat(path).then(
			({ size }) => size,
			() => 0 // nothing has come yet
		);

	/** Writes what comes behind what is there. Cut off in the middle, what has come so far is the beginning of the file. */
	const append = async (path: string, { at, of, source }: Piece, isStopped: () => boolean): Promise<Received> => {
		const file = await open(path, at === 0 ? 'w' : 'r+', 0o600);
		let end = at;
		try {
			for await (const chunk of source) {
				if (isStopped()) return { kind: 'elsewhere', at: end };
				if (end + chunk.length > Math.min(of, paperDefaults.mostBytes)) return { kind: 'too-large', at: end };
				await file.write(chunk, 0, chunk.length, end);
				end += chunk.length;
			}
			return { kind: 'received', at: end };
		} finally {
			await file.close();
		}
	};

	/** What nobody came back to, and how many this person has under way beside `path`. */
	const underWay = async (personId: string, path: string): Promise<number> => {
		const begun = [...receiving.keys()];
		// Of those that begin at once and have no file yet, the ones that came before this one count.
		const others = new Set(begun.slice(0, begun.indexOf(path)).filter((one) => isOf(personId, one)));
		for (const name of await readdir(incoming)) {
			const one = join(incoming, name);
			const changed = await stat(one).then(
				({ mtimeMs }) => mtimeMs,
				() => 0 // gone meanwhile
			);
			// The system stamps the files: a file's age is told by its clock and by no other.
			if (Math.abs(Date.now() - changed) > KEPT_MS && !receiving.has(one)) await rm(one, { force: true });
			else if (isOf(personId, one) && one !== path) others.add(one);
		}
		return others.size;
	};

	const receive = async (path: string, piece: Piece, personId: string, isStopped: () => boolean): Promise<Received> => {
		if (piece.at === 0 && (await underWay(personId, path)) >= MOST_UNDER_WAY) return { kind: 'too-many', at: 0 };
		const there = await sizeOf(path);
		if (piece.at !== 0 && piece.at !== there) return { kind: 'elsewhere', at: there };
		return append(path, piece, isStopped);
	};

	return {
		partOf,
		sizeOf,
		/** Whoever comes anew for the same upload takes its place: the connection before it may be dead without knowing. */
		async receive(personId: string, upload: string, piece: Piece): Promise<Received> {
			const path = partOf(personId, upload);
			const before = receiving.get(path);
			before?.stop();
			let stopped = false;
			const done = (before?.done ?? Promise.resolve())
				.then(() => (stopped ? { kind: 'elsewhere' as const, at: 0 } : receive(path, piece, personId, () => stopped)))
				.catch(async (cause: unknown): Promise<Received> => {
					if (!stopped) throw cause;
					return { kind: 'elsewhere', at: await sizeOf(path) };
				});
			const stop = (): void => {
				stopped = true;
				piece.source.destroy();
			};
			const mine = { stop, done: done.catch(() => undefined) };
			receiving.set(path, mine);
			try {
				return await done;
			} finally {
				if (receiving.get(path) === mine) receiving.delete(path);
			}
		},
		/**
		 * Between looking at the bytes and giving them their place nobody writes to them: what was begun stops, what comes
		 * waits. Whoever could would put others' bytes under a hash that was looked at.
		 */
		async held<Value>(part: string, act: () => Promise<Value>): Promise<Value> {
			const before = receiving.get(part);
			before?.stop();
			const acting = (before?.done ?? Promise.resolve()).then(act);
			const mine = { stop: () => undefined, done: acting.catch(() => undefined) };
			receiving.set(part, mine);
			try {
				return await acting;
			} finally {
				if (receiving.get(part) === mine) receiving.delete(part);
			}
		},
		/** One at a time for each content: between looking whether somebody holds it and removing it nobody may come. */
		async alone<Value>(hash: string, act: () => Promise<Value>): Promise<Value> {
			const mine = (keeping.get(hash) ?? Promise.resolve()).then(act);
			const quiet = mine.catch(() => undefined);
			keeping.set(hash, quiet);
			void quiet.then(() => {
				if (keeping.get(hash) === quiet) keeping.delete(hash);
			});
			return mine;
		},
		/** The bytes are on disk before their name is, and both when this resolves. */
		async keep(part: string, hash: string): Promise<void> {
			const path = pathOf(hash);
			await synced(part);
			await mkdir(join(folder, hash.slice(0, 2)), { recursive: true });
			await rename(part, path);
			await synced(join(folder, hash.slice(0, 2)));
			await synced(folder);
		},
		drop: (part: string): Promise<void> => rm(part, { force: true }),
		remove: (hash: string): Promise<void> => rm(pathOf(hash), { force: true }),
		size: (hash: string): Promise<number | null> =>
			stat(pathOf(hash)).then(
				({ size }) => size,
				() => null // not there, or not readable: either way it cannot be sent
			),
		read: (hash: string, range: { readonly start: number; readonly end: number }): ReadStream =>
			createReadStream(pathOf(hash), range),
		/** At the start, when nothing is under way: what a killed process kept and did not record counts for nobody. */
		sweep(isHeld: (hash: string) => boolean): void {
			for (const two of readdirSync(folder).filter((name) => /^[0-9a-f]{2}$/.test(name)))
				for (const hash of readdirSync(join(folder, two)))
					if (!isHeld(hash)) rmSync(join(folder, two, hash), { force: true });
		}
	};
}

async function synced(path: string): Promise<void> {
	const file = await open(path, 'r');
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}
