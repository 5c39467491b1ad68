/** What an error of the engine means for everybody: no room, damage, a disk that does not keep its word, or one bad write. */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Trouble } from './jobs.ts';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

export function troubleOf(error: unknown, file: string): Trouble {
	const code = codeOf(error);
	const message = `${error instanceof Error ? error.message : String(error)}${code === '' ? '' : ` (${code})`}`;
	const of = (fault: Trouble['fault']): Trouble => ({ message, fault });
	// Enlarging the shared memory file of the write-ahead log is the one write whose want of space has this code.
	if (['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT'].includes(code)) return of('full');
	if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return of('damaged');
	// A quota that is used up is told like a disk that fails. After a failed fsync there is nothing to ask any more.
	if (code === 'SQLITE_IOERR_WRITE' && hasNoRoom(dirname(file))) return of('full');
	return of(code.startsWith('SQLITE_IOERR') || code === 'SQLITE_READONLY_DBMOVED' ? 'broken' : 'fault');
}

function hasNoRoom(folder: string): boolean {
	const probe = join(folder, '.room');
	try {
		writeFileSync(probe, Buffer.alloc(65_536));
		return false;
	} catch (error) {
		return ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
	} finally {
		rmSync(probe, { force: true });
	}
}
