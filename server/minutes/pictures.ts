/** Pictures as files in the data folder, named by the hash of their bytes. Knows no row and no right. */
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, type ReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const MOST_BYTES = 10 * 1024 * 1024;

const types = {
	'image/png': (head: Buffer) =>
		head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
	'image/jpeg': (head: Buffer) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
	'image/gif': (head: Buffer) => /^GIF8[79]a$/.test(head.toString('latin1', 0, 6)),
	'image/webp': (head: Buffer) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP'
} as const;

export type PictureType = keyof typeof types;
export type Kept = { readonly hash: string; readonly type: PictureType; readonly bytes: number };

/** What the bytes are, whatever the sender called them. */
export function pictureType(head: Buffer): PictureType | null {
	return (Object.keys(types) as PictureType[]).find((type) => types[type](head)) ?? null;
}

export type Pictures = ReturnType<typeof openPictures>;

export function openPictures(folder: string, newId: () => string) {
	// What a killed process was just receiving belongs to nobody.
	mkdirSync(folder, { recursive: true });
	for (const name of readdirSync(folder)) if (name.endsWith('.part')) rmSync(join(folder, name), { force: true });
	const pathOf = (hash: string): string => join(folder, hash.slice(0, 2), hash);

	return {
		/**
		 * Writes what comes, up to the limit, and keeps it only when it is a picture. Durable when it resolves: the bytes are
		 * on disk before their name is.
		 */
		async keep(source: AsyncIterable<Buffer>): Promise<Kept | 'too-large' | 'not-a-picture'> {
			const draft = join(folder, `${newId()}.part`);
			const file = await open(draft, 'wx', 0o600);
			try {
				const hash = createHash('sha256');
				let bytes = 0;
				let type: PictureType | null = null;
				for await (const chunk of gathered(source)) {
					if (bytes === 0) type = pictureType(chunk);
					bytes += chunk.length;
					if (bytes > MOST_BYTES) return 'too-large';
					if (type === null) return 'not-a-picture';
					hash.update(chunk);
					await file.write(chunk);
				}
				if (type === null) return 'not-a-picture';
				await file.sync();
				const name = hash.digest('hex');
				mkdirSync(join(folder, name.slice(0, 2)), { recursive: true });
				await rename(draft, pathOf(name));
				return { hash: name, type, bytes };
			} finally {
				await file.close();
				await rm(draft, { force: true }); // gone already when it was kept
			}
		},
		read(hash: string): ReadStream {
			return createReadStream(pathOf(hash));
		},
		has: (hash: string): Promise<boolean> =>
			stat(pathOf(hash)).then(
				() => true,
				() => false // not there, or not readable: either way it cannot be shown
			)
	};
}

/** The first chunk has at least the bytes that tell the type, unless there are no more. */
async function* gathered(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let head: Buffer | null = Buffer.alloc(0);
	for await (const chunk of source) {
		if (head === null) yield chunk;
		else if (head.length + chunk.length < 16) head = Buffer.concat([head, chunk]);
		else {
			yield Buffer.concat([head, chunk]);
			head = null;
		}
	}
	if (head !== null && head.length > 0) yield head;
}
