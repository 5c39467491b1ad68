/**
 * How the storage is, and what may be written in that state. Three marks of free space: below the first somebody is told,
 * below the second drafts and commands are refused, below the third nothing is tried at all. Between the second and the
 * third people still sign in, on the space that the ballast held.
 */
import { StorageFault, type Health } from '../port.ts';
import { BALLAST_BYTES, type Disk } from './ballast.ts';

const MB = 1024 * 1024;
export const LOW_BYTES = 256 * MB;
/** Room enough to finish what is under way and to start again. */
export const FULL_BYTES = 16 * MB;
const NOTHING_BYTES = MB / 2;
/** While the disk is full, so that it goes on soon after there is room; else one look in ten. */
const LOOK_MS = 1000;
const QUIET_LOOKS = 10;

export type Watch = {
	state(): Health;
	/** What is wrong, for the log and the administrator; empty when nothing is. */
	reason(): string;
	listen(listener: (state: Health) => void): void;
	/** Null when it may be tried; else why not. */
	refusal(isEssential: boolean): StorageFault | null;
	/** A write, or the writer by itself, met this. */
	heard(fault: StorageFault): void;
	/** Nothing is written from now on. */
	foundDamage(reason: string): void;
	isBroken(): boolean;
	/** Resolves when the disk has failed and the process must end. */
	readonly broken: Promise<StorageFault>;
	freeBytes(): number;
	look(): Promise<void>;
	stop(): void;
};

export function watchHealth(disk: Disk): Watch {
	const listeners: ((state: Health) => void)[] = [];
	let broken: StorageFault | null = null;
	let damage: StorageFault | null = null;
	let isGone = false;
	/** Why the disk counts as full, until it has been seen to have room. */
	let full: StorageFault | null = null;
	let free = Number.POSITIVE_INFINITY;
	let told: Health = 'ok';
	let looks = 0;
	let looking: Promise<void> | null = null;
	let fail: (fault: StorageFault) => void = () => undefined;
	const failed = new Promise<StorageFault>((resolve) => {
		fail = resolve;
	});

	const state = (): Health => {
		if (broken || isGone) return 'storage-fault';
		if (damage) return 'storage-damaged';
		if (full) return 'storage-full';
		return free < LOW_BYTES ? 'storage-low' : 'ok';
	};
	const tell = (): void => {
		const now = state();
		if (now === told) return;
		told = now;
		for (const listener of listeners) listener(now);
	};
	const becomeFull = (why: string): void => {
		full ??= new StorageFault(why, 'full');
		disk.dropBallast();
	};

	const measure = async (): Promise<void> => {
		try {
			free = await disk.freeBytes();
			isGone = false;
		} catch {
			isGone = true; // the next look may find it again
			return;
		}
		const needed = FULL_BYTES + (disk.hasBallast() ? 0 : BALLAST_BYTES);
		if (free < FULL_BYTES) {
			full ??= new StorageFault('the disk is full', 'full');
			if (free < FULL_BYTES / 4) disk.dropBallast();
		} else if (free >= needed) {
			// Space that can be seen may still not be ours (a quota): the ballast is the proof.
			const hasRoom = disk.hasBallast() || (await disk.makeBallast());
			if (hasRoom) full = null;
			else full ??= new StorageFault('the disk is full', 'full');
		}
	};
	const look = async (): Promise<void> => {
		looking ??= measure().finally(() => {
			looking = null;
		});
		await looking;
		tell();
	};
	const timer = setInterval(() => {
		looks += 1;
		if (full || isGone || looks % QUIET_LOOKS === 0) void look();
	}, LOOK_MS);
	timer.unref();

	return {
		state,
		reason: () => (broken ?? damage ?? full)?.message ?? (isGone ? 'the data folder cannot be reached' : ''),
		listen: (listener) => void listeners.push(listener),
		refusal: (isEssential) => {
			if (broken ?? damage) return broken ?? damage;
			return full && (!isEssential || free < NOTHING_BYTES) ? full : null;
		},
		heard: (fault) => {
			if (fault.kind === 'full') {
				becomeFull(fault.message);
				// What was seen before was wrong; the next look says how much the ballast has given.
				free = FULL_BYTES - 1;
			} else if (fault.kind === 'damaged') damage ??= fault;
			else if (fault.kind === 'broken') {
				broken ??= fault;
				fail(broken);
			}
			tell();
		},
		foundDamage: (reason) => {
			damage ??= new StorageFault(reason, 'damaged');
			tell();
		},
		isBroken: () => broken !== null,
		broken: failed,
		freeBytes: () => free,
		look,
		stop: () => clearInterval(timer)
	};
}
