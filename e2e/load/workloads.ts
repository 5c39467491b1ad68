/** What can be measured, with how many people and which servers when nobody says, and what docs/performance.md tells of it. */
import { fanout } from './fanout.ts';
import type { Figures } from './figures.ts';
import { history } from './history.ts';
import { join } from './join.ts';
import type { Load } from './load.ts';
import { room as oneRoom } from './room.ts';
import { rooms } from './rooms.ts';
import { saved } from './saved.ts';
import { start } from './start.ts';
import { subjectNames, type Subject, type SubjectName } from './subjects.ts';

export type Workload = {
	readonly clients: readonly number[];
	readonly servers: readonly SubjectName[];
	readonly run: (subject: Subject, load: Load) => Promise<Figures>;
	/** Figures that the page tells. */
	readonly told: readonly string[];
};

const typing = ['cpuMsPer1000', 'cpuPct', 'rssMb', 'bytesPerClientPerS', 'writesPerS', 'shareOfLimit', 'keysPerS'];
const room = ['editorsP50Ms', 'editorsP95Ms', 'editorsP99Ms', 'viewersP50Ms', 'viewersP95Ms', ...typing];
const fullRoom = [...room, 'bytesPerStockClientPerS', 'lettingInMs', 'lettingInCpuS'];
const storm = ['Ms', 'CpuS', 'P50Ms', 'P95Ms'].flatMap((name) => [`fresh${name}`, `returning${name}`]);
const past = [
	'firstReaderMs',
	'nextReaderMs',
	'readCpuS',
	'firstEditMs',
	'p50Ms',
	'p95Ms',
	'longestMs',
	'editCpuS',
	'rssMb'
];
const screens = ['screensP50Ms', 'screensP99Ms', 'lastP50Ms', 'lastP99Ms', 'answerP50Ms', 'cpuMsPerNext', 'missed'];
const arriving = ['enteringMs', 'checkedInMs', 'checkInP50Ms', 'checkInP99Ms', 'shownMs', 'checkInCpuS', 'rssMb'];
const kept = ['word', 'p50Ms', 'p95Ms', 'p99Ms', 'seen', 'acknowledged', 'survived'];

export const workloads: Readonly<Record<string, Workload>> = {
	fanout: { clients: [1000, 500, 200, 50], servers: subjectNames, run: fanout, told: fullRoom },
	capacity: { clients: [3000], servers: ['lianxi'], run: fanout, told: fullRoom },
	rooms: { clients: [1000], servers: subjectNames, run: rooms, told: ['p50Ms', 'p95Ms', 'p99Ms', ...typing] },
	room: { clients: [500], servers: ['lianxi'], run: oneRoom, told: [...screens, ...arriving] },
	join: { clients: [200, 1000], servers: subjectNames, run: join, told: storm },
	history: { clients: [1], servers: subjectNames, run: history, told: past },
	saved: { clients: [1], servers: subjectNames, run: saved, told: kept },
	start: { clients: [1], servers: ['lianxi'], run: start, told: ['p50Ms', 'p95Ms', 'rssMb'] }
};
