import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StorageFault, type Health } from '../port.ts';
import { BALLAST_BYTES, type Disk } from './ballast.ts';
import { FULL_BYTES, LOW_BYTES, watchHealth, type Watch } from './health.ts';

/** A disk of so many free bytes, on which the ballast takes its share. */
function diskWith(free: number) {
	const disk: Disk & { free: number; ballast: boolean; isQuotaUsedUp: boolean } = {
		free,
		ballast: true,
		isQuotaUsedUp: false,
		freeBytes: () => (disk.free < 0 ? Promise.reject(new Error('gone')) : Promise.resolve(disk.free)),
		hasBallast: () => disk.ballast,
		makeBallast: () => {
			if (disk.isQuotaUsedUp || disk.free < BALLAST_BYTES) return Promise.resolve(false);
			disk.free -= BALLAST_BYTES;
			disk.ballast = true;
			return Promise.resolve(true);
		},
		dropBallast: () => {
			if (disk.ballast) disk.free += BALLAST_BYTES;
			disk.ballast = false;
		}
	};
	return disk;
}

let watch: Watch;
const states: Health[] = [];
function watching(disk: Disk): Watch {
	watch = watchHealth(disk);
	watch.listen((state) => states.push(state));
	return watch;
}
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	watch.stop();
	states.length = 0;
	vi.useRealTimers();
});
const noRoom = new StorageFault('database or disk is full', 'full');

test('[L18] below the first mark it is told, below the second only what is essential is tried, below the third nothing', async () => {
	const disk = diskWith(LOW_BYTES);
	const { look, state, refusal } = watching(disk);
	await look();
	expect([state(), refusal(false)]).toEqual(['ok', null]);
	disk.free = LOW_BYTES - 1;
	await look();
	expect([state(), refusal(false)]).toEqual(['storage-low', null]);
	disk.free = FULL_BYTES - 1;
	await look();
	expect([state(), refusal(false)?.kind, refusal(true)]).toEqual(['storage-full', 'full', null]);
	disk.ballast = false;
	disk.free = 1000;
	await look();
	expect(refusal(true)?.kind).toBe('full');
	expect(states).toEqual(['storage-low', 'storage-full']);
});

test('[L18] a write that found no room drops the ballast at once, so that people can sign in', () => {
	const disk = diskWith(0);
	const { heard, refusal, state } = watching(disk);
	heard(noRoom);
	expect([state(), disk.ballast, disk.free]).toEqual(['storage-full', false, BALLAST_BYTES]);
	expect([refusal(false)?.refusal, refusal(true)]).toEqual(['storage-full', null]);
});

test('[L18] it goes on by itself within a second of there being room, with the ballast in its place', async () => {
	const disk = diskWith(0);
	const { heard, refusal, state } = watching(disk);
	heard(noRoom);
	disk.free += FULL_BYTES;
	await vi.advanceTimersByTimeAsync(1000);
	expect([state(), refusal(false)], 'room for the work, and for the ballast').toEqual(['storage-low', null]);
	expect([disk.ballast, disk.free]).toEqual([true, FULL_BYTES]);
	expect(states).toEqual(['storage-full', 'storage-low']);
});

test('[L18] room that can be seen but not used, a quota, does not count', async () => {
	const disk = diskWith(LOW_BYTES * 2);
	const { heard, state } = watching(disk);
	heard(noRoom);
	disk.isQuotaUsedUp = true;
	await vi.advanceTimersByTimeAsync(5000);
	expect(state()).toBe('storage-full');
	disk.isQuotaUsedUp = false;
	await vi.advanceTimersByTimeAsync(1000);
	expect(state()).toBe('ok');
});

test('[L18] a folder that vanished and came back is told both times', async () => {
	const disk = diskWith(-1);
	watching(disk);
	await vi.advanceTimersByTimeAsync(10_000);
	disk.free = LOW_BYTES;
	await vi.advanceTimersByTimeAsync(1000);
	expect(states).toEqual(['storage-fault', 'ok']);
});

test('[L17] after damage was found nothing more is written, not even what is essential, whatever happens to the disk', async () => {
	const disk = diskWith(0);
	const { foundDamage, heard, refusal, state, reason } = watching(disk);
	foundDamage('quick_check: page 7');
	heard(noRoom);
	disk.free = LOW_BYTES * 2;
	await vi.advanceTimersByTimeAsync(2000);
	expect([state(), refusal(false)?.refusal, refusal(true)?.refusal]).toEqual([
		'storage-damaged',
		'storage-damaged',
		'storage-damaged'
	]);
	expect([reason(), states]).toEqual(['quick_check: page 7', ['storage-damaged']]);
});

test('[L14] a disk that failed is told once, and nothing is tried any more', async () => {
	const { heard, refusal, state, broken } = watching(diskWith(LOW_BYTES));
	const fault = new StorageFault('disk I/O error', 'broken');
	heard(fault);
	heard(new StorageFault('disk I/O error', 'broken'));
	expect(await broken).toBe(fault);
	expect([state(), refusal(true), states]).toEqual(['storage-fault', fault, ['storage-fault']]);
});
