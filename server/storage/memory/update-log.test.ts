import { updateLogContract } from '../update-log-contract.ts';
import { emptyDisk, openMemoryLog } from './update-log.ts';

updateLogContract('memory', async () => {
	const disk = emptyDisk();
	return { log: openMemoryLog(disk), reopen: async () => openMemoryLog(disk) };
});
