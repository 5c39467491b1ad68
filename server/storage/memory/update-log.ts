/**
 * The update log without a disk, for tests. What is on the `MemoryDisk` survives a "kill"; what was only handed to the
 * log does not. Commits can be held and made to fail, so that a test decides the moment.
 */
import { packReach } from '../sqlite/checksum.ts';
import { furthest } from '../reach.ts';
import type { Claim, LateBranch, LogRow, StorageFault, StoredDocument, UpdateLog } from '../port.ts';

type StoredRow = LogRow & { readonly id: number };

/** What a killed process leaves behind. */
export type MemoryDisk = {
	rows: StoredRow[];
	/** Rows that were damaged: gone, and remembered. */
	lost: StoredRow[];
	lastId: number;
	readonly snapshots: Map<
		string,
		{ readonly upTo: number; readonly data: Uint8Array; readonly outline?: Uint8Array | null }
	>;
	readonly owners: Map<string, Map<number, string>>;
	readonly late: Map<string, LateBranch[]>;
	readonly sealed: Set<string>;
};

export function emptyDisk(): MemoryDisk {
	return { rows: [], lost: [], lastId: 0, snapshots: new Map(), owners: new Map(), late: new Map(), sealed: new Set() };
}

export type MemoryLog = UpdateLog & {
	/** From now on commits wait for `release`. */
	hold(): void;
	release(): void;
	/** Every commit from now on fails with this fault, until null. */
	failWith(fault: StorageFault | null): void;
	/** How many calls of `append` reached the disk. */
	commits(): number;
	/** The row with this place in its document is damaged on the disk. */
	damage(document: string, place: number): void;
};

type Work = { readonly write: () => void; readonly done: () => void; readonly failed: (fault: StorageFault) => void };

export function openMemoryLog(disk: MemoryDisk = emptyDisk()): MemoryLog {
	let queue: Work[] = [];
	let held = false;
	let fault: StorageFault | null = null;
	let commits = 0;

	const commit = (): void => {
		if (held) return;
		const batch = queue;
		queue = [];
		for (const work of batch) {
			if (fault) work.failed(fault);
			else {
				work.write();
				work.done();
			}
		}
	};
	const enqueue = <T>(write: () => T): Promise<T> =>
		new Promise<T>((resolve, reject) => {
			let answer: T;
			queue.push({ write: () => (answer = write()), done: () => resolve(answer), failed: reject });
			queueMicrotask(commit);
		});
	const ownersOf = (document: string): Map<number, string> => {
		const owners = disk.owners.get(document) ?? new Map<number, string>();
		disk.owners.set(document, owners);
		return owners;
	};

	const lostOf = (document: string): Pick<StoredDocument, 'damaged' | 'lost'> => {
		const lost = disk.lost.filter((row) => row.document === document);
		return { damaged: lost.length, lost: furthest(lost.flatMap(({ reached }) => reached ?? [])) };
	};
	const own = ({ document, clientId, personId }: Claim): void => {
		const owners = ownersOf(document);
		if (!owners.has(clientId)) owners.set(clientId, personId);
	};

	return {
		load(document): StoredDocument {
			const base = disk.snapshots.get(document);
			const tail = disk.rows.filter((row) => row.document === document && row.id > (base?.upTo ?? 0));
			return {
				snapshot: base?.data ?? null,
				outline: base?.outline ?? null,
				tail: tail.map((row) => row.update),
				upTo: tail.at(-1)?.id ?? base?.upTo ?? 0,
				...lostOf(document)
			};
		},
		append: (rows, claims = []) =>
			enqueue(() => {
				commits += 1;
				claims.forEach(own);
				// What cannot be packed for the disk is a fault here too.
				for (const { reached } of rows) packReach(reached ?? []);
				for (const row of rows) disk.rows.push({ ...row, update: row.update.slice(), id: ++disk.lastId });
				return { lastId: disk.lastId };
			}),
		compact: (document, upTo, snapshot, outline = null) =>
			enqueue(() => {
				if (upTo < (disk.snapshots.get(document)?.upTo ?? 0)) return;
				disk.snapshots.set(document, { upTo, data: snapshot.slice(), outline: outline && outline.slice() });
				disk.rows = disk.rows.filter((row) => row.document !== document || row.id > upTo);
			}),
		owners: (document) => new Map(ownersOf(document)),
		keepLate: (branch) =>
			enqueue(() => {
				const kept = disk.late.get(branch.document) ?? [];
				if (!kept.some(({ hash }) => hash === branch.hash)) kept.push({ ...branch, update: branch.update.slice() });
				disk.late.set(branch.document, kept);
			}),
		late: (document) => [...(disk.late.get(document) ?? [])],
		lateHashes: (document, personId) =>
			(disk.late.get(document) ?? []).filter((branch) => branch.personId === personId).map(({ hash }) => hash),
		seal: (document) => enqueue(() => void disk.sealed.add(document)),
		isSealed: (document) => disk.sealed.has(document),
		hold() {
			held = true;
		},
		release() {
			held = false;
			commit();
		},
		failWith(next) {
			fault = next;
		},
		commits: () => commits,
		damage(document, place) {
			const row = disk.rows.filter((each) => each.document === document)[place];
			if (!row) throw new Error(`no row ${place} of ${document}`);
			disk.rows = disk.rows.filter((each) => each !== row);
			disk.lost.push(row);
		}
	};
}
