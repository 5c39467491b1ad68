/**
 * A file that holds space for the worst moment. On a full disk not even a deletion succeeds, because the write-ahead log
 * has to grow for it; the ballast is dropped then, and made again when there is room.
 */
import { randomFillSync } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { open, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';

export const BALLAST_BYTES = 8 * 1024 * 1024;

/** The disk under the data folder, as far as its space goes. */
export type Disk = {
	/** @throws when the folder is gone. */
	freeBytes(): Promise<number>;
	hasBallast(): boolean;
	/** False when there was no room for it after all. */
	makeBallast(): Promise<boolean>;
	dropBallast(): void;
};

export function diskOf(folder: string): Disk {
	const ballast = join(folder, 'ballast');
	const unfinished = `${ballast}.unfinished`;
	return {
		freeBytes: async () => {
			const { bavail, bsize } = await statfs(folder);
			return bavail * bsize;
		},
		hasBallast: () => existsSync(ballast),
		makeBallast: async () => {
			// Noise: some file systems keep nothing of what can be pressed together.
			const block = randomFillSync(Buffer.alloc(1024 * 1024));
			try {
				const file = await open(unfinished, 'w', 0o600);
				try {
					for (let written = 0; written < BALLAST_BYTES; written += block.length) await file.write(block);
					await file.sync();
				} finally {
					await file.close();
				}
				await rename(unfinished, ballast);
				return true;
			} catch {
				rmSync(unfinished, { force: true });
				return false;
			}
		},
		dropBallast: () => {
			rmSync(ballast, { force: true });
			rmSync(unfinished, { force: true });
		}
	};
}
