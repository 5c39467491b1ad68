/** A thread of its own that reads the whole database once and answers with what it found. Never writes. */
import { parentPort, workerData } from 'node:worker_threads';
import { auditJournal, quickCheck } from './audit.ts';
import { connect } from './connection.ts';
import type { Findings } from './check.ts';
import { findDamagedRows } from './damaged-rows.ts';

const { file } = workerData as { readonly file: string };
const begun = performance.now();
const connection = connect(file, { readonly: true });

function attempt<Found>(look: () => Found): Found | string {
	try {
		return look();
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

const pages = attempt(() => quickCheck(connection));
const journal = attempt(() => auditJournal(connection));
const rows = attempt(() => findDamagedRows(connection));
const faults = [
	...(pages === 'ok' ? [] : [`quick_check: ${pages}`]),
	...(typeof journal === 'string' ? [`journal: ${journal}`] : []),
	...(typeof rows === 'string' ? [`drafts: ${rows}`] : [])
];
const findings: Findings = {
	pages: faults.length === 0 ? 'ok' : faults.join('; '),
	journal: typeof journal === 'string' ? null : journal,
	rows: typeof rows === 'string' ? [] : rows.damaged,
	looked: { rows: typeof rows === 'string' ? 0 : rows.looked, ms: Math.round(performance.now() - begun) }
};
connection.close();
parentPort?.postMessage(findings);
