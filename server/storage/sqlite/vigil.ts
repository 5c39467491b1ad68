/** Watches over an open database: its space from time to time, the whole of it once after the start. Says each thing once. */
import type { Logger } from 'pino';
import type { Health } from '../port.ts';
import { CheckStopped, damageIn, type Findings } from './check.ts';
import type { FoundRow } from './damaged-rows.ts';
import type { DamagedRow } from './drafts.ts';
import type { Watch } from './health.ts';

export type Vigil = {
	readonly log: Pick<Logger, 'warn' | 'error' | 'fatal'>;
	readonly health: Pick<Watch, 'listen' | 'look' | 'isBroken' | 'foundDamage' | 'reason' | 'freeBytes' | 'state'>;
	readonly check: () => Promise<Findings>;
	readonly setAside: (rows: readonly DamagedRow[]) => Promise<unknown>;
};

/** A list of thousands helps nobody. */
const NAMED = 200;

/** Answers who is to be told of damaged rows that somebody comes upon later. */
export function keepVigil({ log, health, check, setAside }: Vigil): (rows: readonly FoundRow[]) => void {
	const tell = (state: Health): void => {
		const reason = health.reason();
		switch (state) {
			case 'ok':
				return log.warn({}, 'The storage is well again: everything is saved as usual');
			case 'storage-low':
				return log.warn({ freeMb: Math.round(health.freeBytes() / 1_048_576) }, 'The disk of the data folder fills up');
			case 'storage-full':
				return log.error(
					{ reason },
					'The disk of the data folder is full: nothing more is saved until there is room, and then by itself'
				);
			case 'storage-damaged':
				return log.error({ reason }, 'The database is damaged: it is only read from now on. Restore a backup');
			case 'storage-fault':
				return health.isBroken()
					? log.fatal(
							{ reason },
							'The disk of the data folder has failed, and this process ends. What was called saved is on it; nothing else was acknowledged. Look at the disk, then start again'
						)
					: log.error({ reason }, 'The data folder cannot be reached');
		}
	};
	health.listen(tell);
	// What was found while it was opened, before anybody listened.
	if (health.state() !== 'ok') tell(health.state());

	const toldOf = new Set<string>();
	const found = (rows: readonly FoundRow[]): void => {
		const fresh = rows.filter(({ document, kind, id }) => !toldOf.has(`${kind} ${id} ${document}`));
		for (const { document, kind, id } of fresh) toldOf.add(`${kind} ${id} ${document}`);
		if (fresh.length === 0) return;
		log.error(
			{ count: fresh.length, rows: fresh.slice(0, NAMED) },
			'Rows of drafts are damaged and are set aside; who still has the text brings it back by opening the document'
		);
		setAside(fresh.flatMap(({ kind, ...row }) => (kind === 'late' ? [] : [{ ...row, kind }]))).catch((cause: unknown) =>
			// They are passed over all the same, and the next start tries again.
			log.warn({ err: cause }, 'Damaged rows could not be moved aside')
		);
	};

	const lookThrough = async (): Promise<void> => {
		const findings = await check();
		const damage = damageIn(findings);
		if (damage !== null) health.foundDamage(damage);
		found(findings.rows);
	};
	void health.look();
	lookThrough().catch((cause: unknown) => {
		if (!(cause instanceof CheckStopped)) log.warn({ err: cause }, 'The check of the database was not finished');
	});
	return found;
}
