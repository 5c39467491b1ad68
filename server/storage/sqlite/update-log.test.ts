import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { updateLogContract } from '../update-log-contract.ts';
import { openSqlite } from './index.ts';

updateLogContract('SQLite', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-log-'));
	let storage = await openSqlite(folder);
	onTestFinished(async () => {
		await storage.close();
		rmSync(folder, { recursive: true, force: true });
	});
	return {
		log: storage.log,
		reopen: async () => {
			await storage.close();
			storage = await openSqlite(folder);
			return storage.log;
		}
	};
});
