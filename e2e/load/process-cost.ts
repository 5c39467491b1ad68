/** What a server process costs, as the kernel counts it: all its threads together. */
import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for whoever asks. */
const TICK_MS = 10;

export type Cost = {
	/** User and system time. */
	readonly cpuMs: number;
	/** Calls of write and its kin, to sockets and files alike. */
	readonly writes: number;
};

/** @throws when the process is gone. */
export function costOf(pid: number): Cost {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The second field is the name in brackets, which may hold spaces.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const ticks = Number(fields[11]) + Number(fields[12]);
	const writes = Number(/syscw: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
	return { cpuMs: ticks * TICK_MS, writes };
}

export function residentMb(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
