/** A disk so small that it can be filled. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SmallDisk = {
	readonly folder: string;
	/** Takes everything that is left, to the last byte. */
	fill(): void;
	/** Gives it back. */
	free(): void;
	remove(): void;
};

/** @throws in a sentence where nobody may mount one: then the disk cannot be shown to be full. */
export function mountSmallDisk(megabytes: number): SmallDisk {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-disk-'));
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'lianxi', folder], { stdio: 'pipe' });
	} catch (cause) {
		rmSync(folder, { recursive: true });
		throw new Error('A small disk to be filled must be mounted, which takes root. Run this test as root.', { cause });
	}
	const filler = join(folder, 'filler');
	return {
		folder,
		fill: () => {
			const file = openSync(filler, 'a');
			for (let size = 1 << 20; size >= 1;) {
				try {
					writeSync(file, Buffer.alloc(size, 1));
				} catch {
					size >>= 1; // no room for so much: half of it
				}
			}
			closeSync(file);
		},
		free: () => rmSync(filler, { force: true }),
		remove: () => {
			execFileSync('umount', ['--lazy', folder]);
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** Whatever makes a folder of its own meanwhile makes it there. */
export async function onDisk<T>({ folder }: SmallDisk, work: () => Promise<T>): Promise<T> {
	const before = process.env['TMPDIR'];
	process.env['TMPDIR'] = folder;
	try {
		return await work();
	} finally {
		if (before === undefined) delete process.env['TMPDIR'];
		else process.env['TMPDIR'] = before;
	}
}
