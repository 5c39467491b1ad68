/** Watches over an open database: its space from time to time, the whole of it once after the start. Says each thing once. */
import type { Logger } from 'pino';
import type { Health } from '../port.ts';
import { CheckStopped, damageIn, type Findings } from './check.ts';
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

export function keepVigil({ log, health, check, setAside }: Vigil): void {
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

	const lookThrough = async (): Promise<void> => {
		const findings = await check();
		const damage = damageIn(findings);
		if (damage !== null) health.foundDamage(damage);
		if (findings.rows.length === 0) return;
		log.error(
			{ count: findings.rows.length, rows: findings.rows.slice(0, NAMED) },
			'Rows of drafts are damaged and were set aside; who still has the text brings it back by opening the document'
		);
		if (damage !== null) return;
		await setAside(findings.rows.flatMap(({ kind, ...row }) => (kind === 'late' ? [] : [{ ...row, kind }])));
	};
	void health.look();
	lookThrough().catch((cause: unknown) => {
		if (!(cause instanceof CheckStopped)) log.warn({ err: cause }, 'The check of the database was not finished');
	});
}
